"""One warp's way through a kernel: when each instruction issues, what it waits for and what it has under way."""
import re
from collections import Counter
from dataclasses import dataclass, field

# Cycles until a result is there, of what does not go to the device's memory.
RESULT_CYCLES = {"SHFL": 25, "LDS": 30, "STS": 30, "MUFU": 40, "F2F": 40, "F2I": 40, "I2F": 40, "DADD": 20, "DMUL": 20,
                 "DSETP": 20, "LDC": 30, "S2R": 30, "BAR": 30}
OTHER_CYCLES = 30


@dataclass
class Lap:
    """What one turn of the outer loop, or one run of the kernel, takes."""
    cycles: float = 0.0
    instructions: int = 0
    pipes: Counter = field(default_factory=Counter)
    most_loaded_bytes: int = 0  # by one warp, under way at once


def bytes_of(instruction):
    width = re.search(r"\.(8|16|32|64|128)\b", instruction.opcode.replace(".U8", ".8").replace(".S8", ".8").replace(".U16", ".16"))
    return 32 * (int(width[1]) // 8 if width else 4)


def pipe_of(instruction):
    """The unit that an instruction occupies, and for how many warps' worth."""
    first = instruction.opcode.split(".")[0]
    if first in ("LDG", "STG", "LDS", "STS", "SHFL", "ATOMS", "LD", "ST"):
        return "memory", max(1, bytes_of(instruction) / 128) if first in ("LDG", "STG") else 1
    if first in ("DADD", "DMUL", "DFMA", "DSETP", "DMNMX") or instruction.opcode.startswith("F2F.F64") or ".F64" in instruction.opcode:
        return "fp64", 1
    if first in ("MUFU", "F2I", "I2F", "F2F", "POPC", "FLO"):
        return "special", 1
    if first in ("FADD", "FMUL", "FFMA"):
        return "fp32", 1
    if first in ("IMAD", "HFMA2"):
        return "multiply", 1
    if first.startswith(("U", "R2UR", "S2UR")) or first in ("BRA", "BSSY", "BSYNC", "EXIT", "NOP", "BAR", "LDC", "S2R", "CALL", "RET"):
        return "none", 0
    return "integer", 1


class Walk:
    """`skips(instructions)` says whether a forward branch is taken that leaps over these; `turns` are those of an inner
    loop with loads."""

    def __init__(self, code, latency, skips, turns=1, whole=False):
        self.code, self.latency, self.skips = code, latency, skips
        self.index = {instruction.address: place for place, instruction in enumerate(code)}
        # Behind the last exit lies what lanes that have parted go through, which none has here.
        end = max(place for place, instruction in enumerate(code) if instruction.opcode == "EXIT" and instruction.predicate is None)
        self.loops = {place: self.index[instruction.target] for place, instruction in enumerate(code[:end])
                      if instruction.is_branch and instruction.target <= instruction.address}
        self.whole = whole
        self.outer, self.inner = self.nest()
        self.turns = {self.inner: turns} if self.inner is not None else {}

    def nest(self):
        """The latches of the outermost loop around most loads, and of the loop in it that has them, if there is one."""
        loaded = {latch: sum(self.code[place].opcode.startswith("LDG") for place in range(first, latch))
                  for latch, first in self.loops.items()}
        with_loads = [latch for latch in loaded if loaded[latch]]
        if not with_loads:
            return None, None
        length = {latch: latch - self.loops[latch] for latch in with_loads}
        most = max(loaded[latch] for latch in with_loads)
        outer = max((latch for latch in with_loads if loaded[latch] == most), key=length.get)
        within = [latch for latch in with_loads if latch != outer and self.loops[outer] <= self.loops[latch] and latch < outer]
        return outer, max(within, key=lambda latch: (loaded[latch], -length[latch])) if within else None

    def lap(self):
        if self.whole:
            return self.run(0, 1)[0]
        laps = self.run(self.loops[self.outer], 4)
        steady, before = laps[-1], laps[-2]
        return Lap(steady.cycles - before.cycles, steady.instructions - before.instructions,
                   steady.pipes - before.pipes, steady.most_loaded_bytes)

    def run(self, place, laps):
        """The state after each lap."""
        clock, done = 0.0, [0.0] * 6
        now, turned, under_way, after = Lap(), Counter(), [], []
        while True:
            instruction = self.code[place]
            for board in instruction.waits:
                clock = max(clock, done[board])
            under_way = [(end, size) for end, size in under_way if end > clock]
            self.issue(instruction, clock, done, under_way)
            pipe, amount = pipe_of(instruction)
            now.pipes[pipe] += amount
            now.instructions += 1
            now.most_loaded_bytes = max(now.most_loaded_bytes, sum(size for _, size in under_way))
            clock += max(1, instruction.stall)
            now.cycles = clock
            ends = instruction.opcode == "EXIT" and (instruction.predicate is None or self.rest_is_one_blocks(place))
            if place == self.outer or ends:
                after.append(Lap(now.cycles, now.instructions, Counter(now.pipes), now.most_loaded_bytes))
                if ends or len(after) == laps and not self.whole:
                    return after
            place = self.next(place, instruction, turned)

    def rest_is_one_blocks(self, place):
        """Sums over the device are one block's."""
        return self.whole and any(instruction.opcode.startswith("BAR") for instruction in self.code[place:])

    def issue(self, instruction, clock, done, under_way):
        write, read = instruction.sets
        first = instruction.opcode.split(".")[0]
        cycles = self.latency if first in ("LDG", "LD") else RESULT_CYCLES.get(first, OTHER_CYCLES)
        if write is not None:
            done[write] = max(done[write], clock + cycles)
        if read is not None:
            done[read] = max(done[read], clock + OTHER_CYCLES)
        if first == "LDG":
            under_way.append((clock + cycles, bytes_of(instruction)))

    def next(self, place, instruction, turned):
        if not instruction.is_branch:
            return place + 1
        target = self.index[instruction.target]
        if target <= place:
            if place == self.outer and not self.whole:
                return target
            turned[place] += 1
            if turned[place] < self.turns.get(place, 1):
                return target
            turned[place] = 0
            return place + 1
        if instruction.predicate is None and not instruction.text.split("`")[0].replace("BRA", "").strip(" ,"):
            return target
        leaves = not self.whole and target > self.outer
        return place + 1 if leaves or not self.skips(self.code[place + 1:target]) else target
