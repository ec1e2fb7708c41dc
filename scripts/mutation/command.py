"""The command line of a script that plants mistakes, and its report."""
import argparse
import concurrent.futures
import dataclasses
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable

from mutation.mistakes import find_mistakes, sample, write_mutated
from mutation.suite import Suite

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclasses.dataclass
class Subject:
    """What is mutated, and what is to notice it."""
    code: Path  # a folder of the project
    rooms: tuple  # folders in there
    kinds: list
    invisible: list  # patterns of lines in the list, and why no test can notice the mistake
    copy: Callable  # of a build: where the mutated code goes
    left_out: tuple  # folders of the code that are not copied
    compile: Callable  # of a build: the command that compiles copy and tests
    nearest: Callable  # of a build and a filter of tests: for the path of a file, its programs
    sample: int = 0  # mistakes that are made unless told otherwise; 0: all


def compile_mutated(subject, mistakes, build):
    """The mistakes that compile, after leaving out those on lines that the compiler names."""
    target = subject.copy(build)
    while True:
        write_mutated(subject.code, mistakes, target, subject.left_out)
        run = subprocess.run(subject.compile(build), capture_output=True, text=True)
        if run.returncode == 0:
            return mistakes
        wrong = {(path, int(line)) for path, line in
                 re.findall(rf"^(?:\S*/)?{subject.code.name}/(\S+?):(\d+):\d+: error", run.stdout, re.M)}
        kept = [one for one in mistakes if (str(one.path), one.line) not in wrong]
        if len(kept) == len(mistakes):
            sys.exit(print(run.stdout[-5000:], run.stderr, file=sys.stderr) or 2)
        for mistake in (one for one in mistakes if one not in kept):
            print(f"{mistake}\n    does not compile", flush=True)
        mistakes = kept


def reason_not_seen(subject, mistake):
    return next((why for pattern, why in subject.invisible if re.search(pattern, str(mistake))), None)


def report(subject, mistakes, results):
    survivors = excused = 0
    begin = time.monotonic()
    for mistake, (caught, seconds) in zip(mistakes, results):
        reason = reason_not_seen(subject, mistake)
        survivors += not caught and reason is None
        excused += not caught and reason is not None
        verdict = f"caught by {caught}" if caught else f"invisible here: {reason}" if reason else "SURVIVED"
        print(f"{mistake}\n    {verdict}, {seconds:.1f} s", flush=True)
    print(f"{len(mistakes) - survivors - excused} of {len(mistakes)} mistakes caught, {excused} invisible, "
          f"{survivors} survived, in {time.monotonic() - begin:.0f} s")
    return survivors


def main(subject, description):
    arguments = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--build", type=Path, default=ROOT / "build" / "release", help="a configured build")
    arguments.add_argument("--list", action="store_true", help="list the mistakes, and make none")
    arguments.add_argument("--only", metavar="PATTERN", default="")
    arguments.add_argument("--sample", type=int, metavar="N", default=subject.sample,
                           help="N mistakes, spread over the kinds; 0: all [%(default)s]")
    arguments.add_argument("--visible", action="store_true", help="leave out those that are known to be invisible")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--tests", default="*", help="the tests that are run, as --gtest_filter names them")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count())
    options = arguments.parse_args()
    build = options.build.resolve()
    mistakes = find_mistakes(subject.code, subject.rooms, subject.kinds)
    chosen = [mistake for mistake in mistakes if re.search(options.only, str(mistake))
              and not (options.visible and reason_not_seen(subject, mistake))]
    if options.sample:
        chosen = sample(chosen, options.sample, options.seed)
    if options.list:
        print(*chosen, f"{len(chosen)} mistakes", sep="\n")
        return 0
    chosen = compile_mutated(subject, chosen, build)
    suite = Suite(subject.nearest(build, options.tests))
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        return 1 if report(subject, chosen, pool.map(suite.catches, chosen)) else 0
