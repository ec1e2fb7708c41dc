"""Finds places for mistakes by pattern, and writes a copy of the code with all of them, each behind a switch."""
import dataclasses
import random
import re
from pathlib import Path

# Where a statement begins, and what one may begin with.
BEGIN = r"(?:(?<=[;{}])|(?<=\))(?=\n)|(?<=\belse))\s+(?P<at>)"
TARGET = r"\*?[\w.:]+(?:->[\w.]+|\(\)|\[[^\]]*\]|\.\w+)*"
# Of sizes; that something is there at all is a test of its own.
COMPARISON = r" (?:<|>|<=|>=) (?!0\b)(?=\S)"

# Name, pattern, and what replaces the group `at`; # stands for the mistake's number. Lines stay where they are.
KINDS = [
    ("call removed", BEGIN + rf"(?=(?!static_assert|__sync|[A-Z]\w*\(){TARGET}\()", "UNLESS_MUTANT(#) "),
    ("assignment removed", BEGIN + rf"(?={TARGET} [-+*/^]?= )", "UNLESS_MUTANT(#) "),
    ("test taken as passed", r"\bif \((?P<at>)", "mutant(#) ? true : "),
    ("test taken as failed", r"\bif \((?P<at>)", "mutant(#) ? false : "),
    ("choice always the first", r"\s(?P<at>)\?\s", "|| mutant(#) "),
    ("choice always the second", r"\s(?P<at>)\?\s", "&& !mutant(#) "),
    ("limit one higher", rf"{COMPARISON}(?P<at>)", "mutant(#) + "),
    ("limit one lower", rf"(?P<at>){COMPARISON}", " + mutant(#)"),
    ("loop starts late", r"\bfor \([\w:]+ \w+ = (?P<at>)(?![^\n]* /= 2\))", "mutant(#) + "),
    ("rounded down", r"\+ ([\w.]+) - (?P<at>1)\) / ", r"(mutant(#) ? \1 : 1)"),
    ("larger, not smaller", r"\b(?P<at>std::min)(?=\((?!\{))", "smaller<#>"),
    ("larger, not smaller", r"\b(?P<at>std::min<)", "smaller<#, "),
    ("smaller, not larger", r"\b(?P<at>std::max)(?=\((?!\{))", "larger<#>"),
    ("smaller, not larger", r"\b(?P<at>std::max<)", "larger<#, "),
]
MARK = "▸"


@dataclasses.dataclass
class Mistake:
    place: str  # of the code below the project's root
    path: Path  # in there
    start: int
    end: int
    replacement: str
    kind: str
    line: int
    code: str  # its line, with a mark where it is
    number: int = -1

    def __str__(self):
        return f"{self.place}/{self.path}:{self.line}: {self.kind}: {self.code}"


def without_comments(text):
    """The same length, without what looks like code and is not."""
    return re.sub(r'//.*|^#.*|"(?:\\.|[^"\\\n])*"', lambda match: " " * len(match[0]), text, flags=re.M)


def is_whole_statement(text, start):
    depth = 0
    for character in text[start:]:
        if character in "([{":
            if character == "{" and depth == 0:
                return False
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth < 0:
                return False
        elif character == ";" and depth == 0:
            return True
    return False


def mistakes_in(code, path, kinds):
    original = (code / path).read_text()
    text = without_comments(original)
    for kind, pattern, replacement in kinds:
        for match in re.finditer(pattern, text, re.M):
            start, end = match.span("at")
            if "UNLESS" in replacement and not is_whole_statement(text, start):
                continue
            line = text.count("\n", 0, start) + 1
            begin, after = original.rfind("\n", 0, start) + 1, original.find("\n", start)
            line_of_code = " ".join((original[begin:start] + MARK + original[start:after]).split())
            yield Mistake(code.name, path, start, end, match.expand(replacement), kind, line, line_of_code)


def find_mistakes(code, rooms, kinds):
    """Of all files in these folders of the code, numbered."""
    paths = [file.relative_to(code) for room in rooms for file in sorted((code / room).rglob("*.[ch]*"))]
    found = [mistake for path in paths for mistake in sorted(mistakes_in(code, path, kinds), key=lambda one: one.line)]
    for number, mistake in enumerate(found):
        mistake.number = number
    return found


def write_mutated(code, mistakes, target, left_out=()):
    """A copy of the code with all mistakes, each behind its switch; files that stay the same are not touched."""
    for source in sorted(path for path in code.rglob("*") if path.is_file()):
        path = source.relative_to(code)
        if path.parts[0] in left_out:
            continue
        text = source.read_text()
        own = [mistake for mistake in mistakes if mistake.path == path]
        for mistake in sorted(own, key=lambda one: (one.start, one.end), reverse=True):
            text = text[:mistake.start] + mistake.replacement.replace("#", str(mistake.number)) + text[mistake.end:]
        copy = target / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.exists() or copy.read_text() != text:
            copy.write_text(text)


def sample(mistakes, size, seed):
    """Spread over the kinds."""
    shuffled = random.Random(seed).sample(mistakes, len(mistakes))
    turns = {}

    def turn(mistake):
        turns[mistake.kind] = turns.get(mistake.kind, 0) + 1
        return turns[mistake.kind]
    return sorted(sorted(shuffled, key=turn)[:size], key=lambda one: one.number)
