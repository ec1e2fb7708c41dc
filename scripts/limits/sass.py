"""Kernels as ptxas leaves them: instructions with the stalls and scoreboards that it wrote into them."""
import re
import subprocess
from dataclasses import dataclass
from functools import cached_property

INSTRUCTION = re.compile(r"^\s+/\*([0-9a-f]{4,})\*/\s+(?:@(!?U?P[0-9T]+)\s+)?(.*?)\s*;\s+/\* 0x([0-9a-f]{16}) \*/")
SECOND_WORD = re.compile(r"^\s+/\* 0x([0-9a-f]{16}) \*/")
RESOURCES = re.compile(r"Compiling entry function '(\w+)' for.*?(?P<spills>\d+) bytes spill stores.*?Used (?P<registers>\d+) registers"
                       r"(?:, used \d+ barriers)?(?:, (?:\d+ bytes cumulative stack size, )?(?P<shared>\d+) bytes smem)?", re.S)


@dataclass(frozen=True)
class Instruction:
    address: int
    predicate: str | None
    text: str
    control: int  # stall cycles, then a bit, the barriers that a write and a read set, and those that are waited for
    target: int | None

    @cached_property
    def opcode(self):
        return self.text.split()[0]

    @property
    def stall(self):
        return self.control & 15

    @property
    def sets(self):
        """The scoreboards that it holds until its result is there, and until its operands are read."""
        write, read = self.control >> 5 & 7, self.control >> 8 & 7
        return (write if write < 6 else None), (read if read < 6 else None)

    @property
    def waits(self):
        return [board for board in range(6) if self.control >> 11 >> board & 1]

    @property
    def is_branch(self):
        # BRA.DIV leaves for lanes that have parted, which none has here.
        return self.target is not None and not self.opcode.startswith("BRA.DIV")


@dataclass(frozen=True)
class Kernel:
    name: str
    registers: int
    shared_bytes: int
    spilled_bytes: int
    code: list


def compile_kernels(nvcc, disassembler, source, include, architecture, scratch):
    """The kernels of a source, by mangled name."""
    cubin = scratch / f"{source.stem}.{architecture}.cubin"
    command = [nvcc, "-std=c++20", "-O3", "--fmad=false", "--expt-relaxed-constexpr", "-Xptxas=-v",
               f"-gencode=arch=compute_{architecture},code=sm_{architecture}", *(f"-I{folder}" for folder in include),
               "--cubin", "-o", cubin, source]
    report = subprocess.run(command, capture_output=True, text=True)
    if report.returncode != 0:
        raise RuntimeError(f"nvcc does not compile {source}: {report.stderr.strip()[:500]}")
    listing = subprocess.run([disassembler, "-hex", "-c", cubin], capture_output=True, text=True, check=True).stdout
    codes = dict(sections(listing))
    return [Kernel(found[1], int(found["registers"]), int(found["shared"] or 0), int(found["spills"]), codes[found[1]])
            for found in RESOURCES.finditer(report.stderr)]


def sections(listing):
    for part in re.split(r"^\s+\.section\s+\.text\.", listing, flags=re.M)[1:]:
        yield part.split(",")[0], list(instructions(part))


def instructions(part):
    lines, labels, waiting = [], {}, []
    for line in part.splitlines():
        label = re.match(r"^(\.L_x_\d+):", line)
        first, second = INSTRUCTION.match(line), SECOND_WORD.match(line)
        if label:
            waiting.append(label[1])
        elif first:
            address = int(first[1], 16)
            labels.update((name, address) for name in waiting)
            waiting.clear()
            lines.append([address, first[2], first[3]])
        elif second and lines and len(lines[-1]) == 3:
            lines[-1].append(int(second[1], 16) >> 41 & 0x1ffff)
    for address, predicate, text, control in lines:
        target = re.search(r"`\((\.L_x_\d+)\)", text) if text.startswith("BRA") else None
        yield Instruction(address, predicate, text, control, labels[target[1]] if target else None)
