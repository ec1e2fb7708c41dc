"""Runs tests once for each mistake until one fails, the nearest and cheapest first."""
import math
import os
import re
import resource
import signal
import subprocess
import sys
import time

LIMITS = (0.03, 0.1, 0.3, 0.6, 1.2, 2.5, float("inf"))  # seconds a test takes
FIRST = 6  # tests that caught others
MOST_MEMORY = 8 << 30  # of a program, in case that a mistake asks for all there is


class TestProgram:
    """The tests of one program in groups: the cheaper a group, the earlier it runs."""

    def __init__(self, program, tests):
        self.program = program
        failed, output = self.run(tests.split(":"), 1200, {})
        if failed:
            sys.exit(print(f"without any mistake, {failed} fails", file=sys.stderr) or 2)
        times = {name: int(time) / 1000 for name, time in re.findall(r"\[       OK \] (\S+).* \((\d+) ms\)", output)}
        bounds = zip((0.0,) + LIMITS, LIMITS)
        self.times = times
        self.groups = [[name for name, time in times.items() if low <= time < high] for low, high in bounds]
        print(f"{program.name}: {len(times)} tests in {sum(times.values()):.1f} s", flush=True)

    def run(self, tests, limit, environment):
        """Which test fails first, and how; '' where none does. The limit is one of processor time, since other
        work on the machine must not make it seem that a mistake was caught; whoever sleeps gets twenty times as long."""
        command = [self.program, "--gtest_fail_fast", "--gtest_filter=" + ":".join(tests)]
        limits = (math.ceil(limit), math.ceil(limit) + 5)

        def set_limits():
            resource.setrlimit(resource.RLIMIT_CPU, limits)
            resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
        try:
            run = subprocess.run(command, env=os.environ | environment, capture_output=True, preexec_fn=set_limits,
                                 cwd=self.program.parent, timeout=20 * limit)
            code, output = run.returncode, run.stdout.decode(errors="replace")
        except subprocess.TimeoutExpired as stopped:
            code, output = -signal.SIGKILL, (stopped.stdout or b"").decode(errors="replace")
        how = " (hangs)" if code in (-signal.SIGXCPU, -signal.SIGKILL) else " (aborts)" if code < 0 else ""
        failed = re.findall(r"^\[  FAILED  \] ([\w./]+)", output, re.M)
        begun = re.findall(r"^\[ RUN      \] (\S+)", output, re.M) or ["the start of the program"]
        at_exit = "[  PASSED  ]" in output and not failed
        failed = failed[0] if failed else "a report at exit" if at_exit else begun[-1] + how
        return (failed if code != 0 else ""), output


class Suite:
    """`nearest` gives the programs whose tests look at a file, the nearest first."""

    def __init__(self, nearest):
        self.nearest = nearest
        self.first = {}  # of each file, the last tests to catch something, with their programs

    def turns(self, path):
        """Programs and tests, in the order in which they are run."""
        first = self.first.setdefault(path, [])[:FIRST]
        for program in dict.fromkeys(program for program, _ in first):
            yield program, [test for owner, test in first if owner is program]
        programs = self.nearest(path)
        for level in range(len(LIMITS)):
            for program in programs:
                if program.groups[level]:
                    yield program, program.groups[level]

    def catches(self, mistake):
        """The test that fails, '' where none does, and the seconds that it took."""
        begin = time.monotonic()
        failed = ""
        for program, tests in self.turns(mistake.path):
            # A program that takes longer hangs.
            limit = 5 + 3 * sum(program.times[test] for test in tests)
            failed, _ = program.run(tests, limit, {"GLISSADE_MUTANT": str(mistake.number)})
            if failed:
                caught = (program, failed.split(" ")[0])
                if caught[1] in program.times:
                    first = self.first[mistake.path]
                    first[:] = [caught] + [other for other in first if other != caught]
                break
        return failed, time.monotonic() - begin
