"""Changes of single instructions in what nvcc makes of the kernels."""
import dataclasses
import random
import re
import subprocess

NUMBER = re.compile(r"(?<![\w.%$])-?\d+(?![\w.])|0[fd][0-9A-F]{8,16}")
REGISTER = re.compile(r"%(?:p|rs|r|rd|fd|f)\d+")

# Opcodes that take the same operands.
EXCHANGED = [
    (r"^add\.", "sub."), (r"^sub\.", "add."), (r"^mul\.rn\.", "add.rn."), (r"^mul\.lo\.", "add."), (r"^mul\.wide\.s32", "mul.wide.u32"),
    (r"^mul\.wide\.u32", "mul.wide.s32"), (r"^div\.rn\.", "mul.rn."), (r"^div\.", "rem."), (r"^rem\.", "div."), (r"^min\.", "max."),
    (r"^max\.", "min."), (r"^and\.", "or."), (r"^or\.", "and."), (r"^xor\.", "or."), (r"^shl\.b", "shr.u"), (r"^shr\.\w", "shl.b"),
    (r"^setp\.eq\.", "setp.ne."), (r"^setp\.neu?\.", "setp.eq."), (r"^setp\.lt\.", "setp.le."), (r"^setp\.le\.", "setp.lt."),
    (r"^setp\.gt\.", "setp.ge."), (r"^setp\.ge\.", "setp.gt."), (r"^setp\.leu\.", "setp.gtu."), (r"^neg\.", "mov."),
    (r"^sqrt\.rn\.", "rcp.rn."), (r"^rcp\.rn\.", "sqrt.rn."), (r"^cvt\.rn\.f32\.s32", "cvt.rn.f32.u32"),
    (r"^cvt\.rn\.f32\.u32", "cvt.rn.f32.s32"), (r"^cvt\.rn\.f32\.u16", "cvt.rn.f32.s16"),
    (r"^shfl\.sync\.bfly", "shfl.sync.down"), (r"^not\.b", "mov.b"),
]


def without_parameters(demangled):
    """'void a::(anonymous namespace)::b<float>(int)' becomes 'b<float>'."""
    depth, end = 0, len(demangled)
    while end == len(demangled) or depth:
        end -= 1
        depth += (demangled[end] == ")") - (demangled[end] == "(")
    return re.sub(r"void |glissade::|cuda::|\(anonymous namespace\)::", "", demangled[:end])


@dataclasses.dataclass
class Change:
    file: str
    line: int  # from 1
    kernel: str  # demangled, with its parameters
    kind: str
    before: str
    after: str  # "" where the instruction is removed

    def __str__(self):
        name = without_parameters(self.kernel)
        return f"{self.file}:{self.line}: {name}: {self.kind}: {' '.join(self.before.split())} -> {self.after or 'removed'}"


@dataclasses.dataclass
class Instruction:
    file: str
    line: int
    kernel: str
    text: str
    earlier: list  # registers that the instructions before it name


def instructions_of(folder):
    """All instructions of each kernel, by the kernel."""
    symbols = sorted({symbol for path in folder.glob("*.ptx") for symbol in re.findall(r"\.entry (\w+)", path.read_text())})
    names = dict(zip(symbols, subprocess.run(["c++filt"], input="\n".join(symbols), capture_output=True, text=True,
                                             check=True).stdout.splitlines()))
    found = {}
    for path in sorted(folder.glob("*.ptx")):
        kernel, earlier = None, []
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if match := re.search(r"\.entry (\w+)", line):
                kernel, earlier = names[match[1]], []
            text = line.split("//")[0].strip().strip("{}").strip()
            if re.match(r"(?:@!?%p\d+ )?[a-z]\w*(?:\.\w+)*[ \t;]", text) and text.endswith(";") and kernel:
                found.setdefault(kernel, []).append(Instruction(path.name, number, kernel, text, earlier[-24:]))
                earlier += REGISTER.findall(text)
    return found


def other_number(number):
    """One more; of floating-point numbers a bit in the middle of the significand, as the last vanishes in bf16."""
    if number[:2] in ("0f", "0d"):
        middle = 1 << (12 if number[1] == "f" else 26)
        return f"{number[:2]}{int(number[2:], 16) ^ middle:0{len(number) - 2}X}"
    return str(int(number) + 1)


def changes_of(instruction, choices):
    """One of each kind that the instruction has a place for."""
    guard, text = re.match(r"(@!?%p\d+ )?(.*)", instruction.text).groups(default="")
    opcode, _, operands = re.match(r"([\w.]+)([ \t]*)(.*)", text).groups()
    first_end = operands.find(",") + 1 or len(operands)
    sources = [match for match in REGISTER.finditer(operands) if match.start() >= first_end
               or opcode.startswith("st.")]
    if guard:
        yield "predicate", ("@" if "!" in guard else "@!") + guard.strip("@! ") + " " + text
    for pattern, replacement in EXCHANGED:
        if re.match(pattern, opcode):
            yield "operation", f"{guard}{re.sub(pattern, replacement, opcode)} {operands}"
            break
    numbers = [match for match in NUMBER.finditer(operands) if match.start() >= first_end or opcode.startswith("st.")]
    if numbers and not opcode.startswith(("bar", "bra")):
        place = choices.choice(numbers)
        yield "constant", f"{guard}{opcode} {operands[:place.start()]}{other_number(place[0])}{operands[place.end():]}"
    if sources:
        place = choices.choice(sources)
        sort = place[0].rstrip("0123456789")
        others = sorted({name for name in instruction.earlier if name.rstrip("0123456789") == sort} - {place[0]})
        if others:
            yield "operand", f"{guard}{opcode} {operands[:place.start()]}{choices.choice(others)}{operands[place.end():]}"


def sample(instructions, size, seed):
    """Changes spread over kernels and kinds; the same seed gives the same ones."""
    choices = random.Random(seed)
    kernels = sorted(instructions)
    wanted = ["operation", "constant", "predicate", "operand"]
    chosen = {}
    while len(chosen) < size:
        kind = wanted[len(chosen) % len(wanted)]
        instruction = choices.choice(instructions[choices.choice(kernels)])
        possible = dict(changes_of(instruction, choices))
        if kind in possible and (instruction.file, instruction.line) not in chosen:
            chosen[instruction.file, instruction.line] = Change(
                instruction.file, instruction.line, instruction.kernel, kind, instruction.text, possible[kind])
    return list(chosen.values())


def removed_barriers(instructions):
    return [Change(one.file, one.line, kernel, "barrier", one.text, "")
            for kernel in sorted(instructions) for one in instructions[kernel] if one.text.startswith("bar.sync")]


def write_changed(folder, change, target):
    """A folder of the architecture's name with the change; the other files are links."""
    copy = target / folder.name
    copy.mkdir(parents=True)
    for path in folder.glob("*.ptx"):
        if path.name != change.file:
            (copy / path.name).symlink_to(path)
            continue
        lines = path.read_text().splitlines()
        lines[change.line - 1] = lines[change.line - 1].replace(change.before, change.after)
        (copy / path.name).write_text("\n".join(lines) + "\n")
