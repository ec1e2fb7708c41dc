"""Runs the programs of bench/, in parts of about a minute."""
import json
import subprocess

from peers.measuring import Failure

# part: [(program, filter, repetitions)]
PARTS = {
    "steps": [("training_bench", ".", 5)],
    "data": [("numeric_bench", "bits|normals|permutation", 3), ("synthetic_bench", ".", 7),
             ("readers_bench", "read_csv_file/content:[0-2]/threads:1|npy", 3)],
    "start": [("startup_bench", "version", 5), ("startup_bench", "training", 1), ("evaluation_bench", ".", 5),
              ("exact_bench", ".", 5)],
    "pieces": [("gemm_bench", ".", 3), ("elementwise_bench", ".", 3), ("optimizer_bench", ".", 3)],
}


def run(folder, part):
    """{"benchmarks": {"program name": the median of its repetitions}}"""
    medians = {}
    for program, pattern, repetitions in PARTS[part]:
        if not (folder / program).is_file():
            raise Failure(f"there is no benchmark {folder / program}; build it, or name its folder with --bench")
        output = subprocess.run(
            [folder / program, f"--benchmark_filter={pattern}", f"--benchmark_repetitions={repetitions}",
             "--benchmark_min_time=0.05", "--benchmark_enable_random_interleaving=true", "--benchmark_format=json"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
        entries = json.loads(output)["benchmarks"]
        for entry in sorted(entries, key=lambda entry: (entry["family_index"], entry["per_family_instance_index"])):
            if entry.get("aggregate_name", "median") == "median" and "error_occurred" not in entry:
                medians[f"{program} {entry['run_name']}"] = entry
    return {"benchmarks": medians}
