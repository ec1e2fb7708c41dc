"""Held-out accuracy or R² of the program and of its peer on the same splits."""
import json
import subprocess
import time
import warnings
from pathlib import Path

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import accuracy_score, r2_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

PEERS = {
    "softmax": lambda seed: LogisticRegression(C=1.0),
    "hidden": lambda seed: MLPClassifier(random_state=seed),
    "linear": lambda seed: LinearRegression(),
}
OPTIONS = {"softmax": ["classifier"], "hidden": ["classifier", "--hidden", "100"], "linear": ["linear"]}


def number_of_splits(rows):
    return 20 if rows < 1000 else 5


def run(program, arguments, folder):
    command = [str(program), *arguments, "--json", "--quiet"]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {result.stderr or result.stdout}")
    return json.loads(result.stdout)


def write_arrays(folder, name, features, targets):
    np.save(folder / f"{name}-features.npy", features)
    np.save(folder / f"{name}-targets.npy", targets)
    return ["--data", f"{name}-features.npy", "--labels", f"{name}-targets.npy"]


def write_lines(folder, name, header, lines):
    (folder / f"{name}.csv").write_text("\n".join([header, *lines]) + "\n")
    return ["--data", f"{name}.csv"]


class Sample:
    """A table's rows, for both."""

    def __init__(self, table):
        self.features, self.targets, *lines = table.make()
        self.lines = np.array(lines[0][1:]) if lines else None
        self.header = lines[0][0] if lines else ""
        self.target = table.target
        self.is_regression = "linear" in table.models

    def split(self, seed):
        return train_test_split(np.arange(len(self.targets)), test_size=0.25, random_state=seed,
                                stratify=None if self.is_regression else self.targets)

    def write(self, folder, name, rows):
        """The options that name the files."""
        if self.lines is not None:
            return write_lines(folder, name, self.header, self.lines[rows])
        kind = np.float64 if self.is_regression else np.int64
        return write_arrays(folder, name, self.features[rows], self.targets[rows].astype(kind))


def score_of_program(program, model, sample, parts, folder, more):
    train, test = (sample.write(folder, name, rows) for name, rows in zip(("train", "test"), parts))
    target = ["--target", sample.target] if sample.target else []
    start = time.perf_counter()
    fitted = run(program, ["train", *OPTIONS[model], *train, *target, *more], folder)
    seconds = time.perf_counter() - start
    metrics = run(program, ["evaluate", "model.safetensors", *test], folder)["metrics"]
    if model != "linear":
        return metrics["accuracy"], seconds, fitted["chosen"]
    if np.ndim(sample.targets) == 1:
        return metrics["r2"], seconds, fitted["chosen"]
    # Several targets: the mean of their R², as scikit-learn has it.
    text = subprocess.run([str(program), "predict", "model.safetensors", *test[:2], "--quiet"], cwd=folder,
                          capture_output=True, text=True, check=True).stdout
    predicted = np.array([[float(cell) for cell in line.split(",")] for line in text.splitlines()[1:]])
    return r2_score(sample.targets[parts[1]], predicted), seconds, fitted["chosen"]


def score_of_peer(model, sample, parts, seed):
    train_x, test_x = (sample.features[rows] for rows in parts)
    train_y, test_y = (sample.targets[rows] for rows in parts)
    start = time.perf_counter()
    scaler = StandardScaler().fit(train_x)
    peer = PEERS[model](seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        peer.fit(scaler.transform(train_x), train_y)
    seconds = time.perf_counter() - start
    predicted = peer.predict(scaler.transform(test_x))
    score = r2_score if model == "linear" else accuracy_score
    return score(test_y, predicted), seconds


def measure(table, model, program, folder, splits=None, more=(), kept_peer=None):
    """A row of the report. `kept_peer`: an earlier row of the same splits, whose peer is not measured again."""
    sample = Sample(table)
    rows, columns = sample.features.shape
    count = splits or number_of_splits(rows)
    row = {"table": table.name, "half": table.half, "model": model, "rows": rows, "columns": columns,
           "splits": count, "ours": [], "peers": [], "seconds": [], "peer_seconds": [], "chosen": {}}
    if kept_peer and kept_peer["splits"] == count:
        row["peers"], row["peer_seconds"] = kept_peer["peers"], kept_peer["peer_seconds"]
    measured = bool(row["peers"])
    for split in range(count):
        parts = sample.split(split)
        ours, seconds, row["chosen"] = score_of_program(program, model, sample, parts, Path(folder), more)
        row["ours"].append(ours)
        row["seconds"].append(seconds)
        if not measured:
            peer, seconds = score_of_peer(model, sample, parts, split)
            row["peers"].append(peer)
            row["peer_seconds"].append(seconds)
    return row


def judged(row):
    """Mean difference, its standard error, and whether the difference is large enough."""
    differences = np.array(row["ours"]) - np.array(row["peers"])
    error = float(np.std(differences, ddof=1) / np.sqrt(len(differences))) if len(differences) > 1 else 0.0
    mean = float(np.mean(differences))
    return mean, error, mean >= -max(0.01, 2 * error)
