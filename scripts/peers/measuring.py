"""Runs the same work on several contenders in turn, and Glissade as one of them."""
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import time

import threadpoolctl
import torch

THREADS = sorted({1, len(os.sched_getaffinity(0))})


class Failure(Exception):
    pass


# A process of its own between this one and the program: a child's peak memory counts that of its parent, too.
LAUNCHER = """import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(status)"""


class Glissade:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.peak_bytes = 0  # of the last run

    def run(self, *arguments):
        """The JSON document of one command."""
        process = subprocess.run([sys.executable, "-S", "-c", LAUNCHER, self.program, *map(str, arguments), "--json",
                                  "--quiet"], capture_output=True, text=True)
        if process.returncode != 0:
            raise Failure(f"glissade {' '.join(map(str, arguments))} failed: {process.stderr}")
        self.peak_bytes = int(process.stderr.split()[-1]) * 1024
        return json.loads(process.stdout)

    def data(self, source):
        """Features and labels of a synthetic source as .npy files, which all contenders read."""
        name = "".join(letter if letter.isalnum() else "-" for letter in source)
        paths = self.folder / f"{name}-X.npy", self.folder / f"{name}-y.npy"
        if not all(path.is_file() for path in paths):
            self.run("generate", source, "--out", paths[0], "--labels", paths[1])
        return paths

    def train(self, paths, kind, *options):
        """What peers do is said: no penalty, no schedule, and the data as they are."""
        if "exact" not in options:
            options = ("--scale", "none", "--lr", 0.001, "--schedule", "constant", "--l2", 0, *options)
        return self.run("train", kind, "--data", paths[0], "--labels", paths[1], "--out",
                        self.folder / "model.safetensors", *options)

    def epoch_seconds(self, paths, kind, *options):
        """The median epoch's training steps, without the first epoch, which meets cold memory."""
        epochs = self.train(paths, kind, "--device", "cpu", *options)["epochs"]
        return statistics.median(epoch["seconds"] for epoch in epochs[1:])


def seconds_of(work, times=1):
    """Median seconds of calling `work`."""
    samples = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        samples.append(time.perf_counter() - start)
    return statistics.median(samples)


class SteadyMachine:
    """A virtual machine's two cores are at times two threads of a single one, for all that runs on it: then two
    threads multiply matrices no faster than one. What was measured at such a time is thrown away, as long as there is
    hope that it ends."""

    most_waits = 60  # half seconds, and samples that are thrown away, for all that a part of a run measures

    def __init__(self):
        self.matrix = torch.ones(512, 512)
        self.begin()

    def begin(self):
        self.discarded, self.waits, self.scalings = 0, 0, []

    def scaling(self):
        """How many times as fast all threads multiply matrices as one does."""
        seconds = []
        for threads in (1, THREADS[-1]):
            torch.set_num_threads(threads)
            seconds.append(min(seconds_of(lambda: self.matrix @ self.matrix) for _ in range(8)))
        time.sleep(0.01)  # its threads spin for a while
        return seconds[0] / seconds[1]

    def has_all_cores(self):
        return THREADS[-1] == 1 or self.scaling() > 1.75

    def wait(self):
        while self.waits < self.most_waits and not self.has_all_cores():
            self.waits += 1
            time.sleep(0.5)

    def measure(self, sample):
        """What `sample` returns when the machine was whole before and after; any, when it seldom is."""
        while True:
            self.wait()
            result, scaling = sample(), self.scaling()
            if scaling > 1.75 or THREADS[-1] == 1 or self.waits >= self.most_waits:
                self.scalings.append(scaling)
                return result
            self.discarded += 1
            self.waits += 1


MACHINE = SteadyMachine()


def limited(measure, threads):
    torch.set_num_threads(threads)
    with threadpoolctl.threadpool_limits(threads):
        return measure(threads)


def interleaved(contenders, repeats):
    """`contenders`: {name: function of the number of threads that returns seconds}, first Glissade's. Every one is
    called once for each number of threads to warm up, and once in every repeat."""
    samples = {name: {str(threads): [] for threads in THREADS} for name in contenders}
    for repeat in range(repeats + 1):
        for name, measure in contenders.items():
            for threads in THREADS:
                seconds = MACHINE.measure(lambda: limited(measure, threads))
                if repeat > 0:
                    samples[name][str(threads)].append(seconds)
    return samples


class OtherLoad:
    """The share of this machine's cores that others' programs take."""

    def __init__(self):
        self.start, self.busy, self.own = time.monotonic(), self.busy_seconds(), self.own_seconds()

    @staticmethod
    def busy_seconds():
        with open("/proc/stat") as file:
            user, nice, system, idle, wait, hard, soft, stolen = map(int, file.readline().split()[1:9])
        return (user + nice + system + hard + soft + stolen) / os.sysconf("SC_CLK_TCK")

    @staticmethod
    def own_seconds():
        times = os.times()
        return times.user + times.system + times.children_user + times.children_system

    def share(self):
        seconds = self.busy_seconds() - self.busy - (self.own_seconds() - self.own)
        return max(0.0, seconds / (time.monotonic() - self.start) / os.cpu_count())


def environment(glissade, root):
    """What the figures depend on. No names of hosts or folders."""
    import importlib.metadata

    import numpy
    import sklearn

    jax = [f"JAX {package.version}" for package in importlib.metadata.distributions(name="jax")]
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "unknown")
    git = ["git", "-C", str(root)]
    revision = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    dirty = subprocess.run([*git, "status", "--porcelain", "--", "host", "include", "cmake"], capture_output=True,
                           text=True).stdout.strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    blas = sorted({f"{pool['prefix'].removeprefix('libscipy_').removeprefix('lib')} {pool['version']} for "
                   f"{pool['architecture']}" for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"})
    return {"CPU": f"{model}, {THREADS[-1]} cores, {memory / 2**30:.0f} GiB",
            "system": f"{platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}",
            "peers": ", ".join([f"PyTorch {torch.__version__}", *jax, f"NumPy {numpy.__version__}",
                                f"scikit-learn {sklearn.__version__}"]),
            "BLAS of NumPy and scikit-learn": ", ".join(blas),
            "glissade": f"revision {revision}{' with changes' if dirty else ''}",
            "date": datetime.date.today().isoformat()}
