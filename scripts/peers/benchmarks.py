"""Runs the programs of bench/, in parts of about a minute."""
import json
import statistics
import subprocess

from peers.measuring import MACHINE, Failure

# part: [(program, filter, repetitions)]
PARTS = {
    "linear": [("training_bench", "linear", 5)],
    "steps": [("dense_bench", ".", 5)],
    "data": [("numeric_bench", "bits|normals|permutation", 1), ("synthetic_bench", ".", 3),
             ("readers_bench", "read_csv_file/content:[0-2]/threads:1|npy", 3)],
    "start": [("startup_bench", "version", 5), ("startup_bench", "training", 1), ("evaluation_bench", ".", 5),
              ("exact_bench", ".", 5), ("moments_bench", ".", 3)],
    "pieces": [("gemm_bench", ".", 3), ("elementwise_bench", ".", 3), ("optimizer_bench", ".", 3)],
}


def medians(entries):
    """One entry with the median of every number."""
    return {key: statistics.median(entry[key] for entry in entries) if isinstance(value, float) else value
            for key, value in entries[0].items()}


def run(folder, part):
    """{"benchmarks": {"program name": the medians of its repetitions}}; one process each, in turns."""
    results = {}
    for program, pattern, repetitions in PARTS[part]:
        if not (folder / program).is_file():
            raise Failure(f"there is no benchmark {folder / program}; build it, or name its folder with --bench")

        def call(pattern, *options):
            return subprocess.run([folder / program, f"--benchmark_filter={pattern}", *options], check=True, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout

        names = call(pattern, "--benchmark_list_tests").split("\n")[:-1]
        entries = {name: [] for name in names}
        for _ in range(repetitions):
            for name in names:
                output = MACHINE.measure(lambda: call(f"^{name}$", "--benchmark_min_time=0.2", "--benchmark_format=json"))
                entries[name] += json.loads(output)["benchmarks"]
        results |= {f"{program} {name}": medians(found) for name, found in entries.items()}
    return {"benchmarks": results}
