"""bench/ACCURACY.md from what was measured."""
import os
import platform
from pathlib import Path

import numpy as np
import sklearn

from accuracy.measuring import judged, number_of_splits

HEADINGS = {
    "softmax": "No hidden layer, beside LogisticRegression(C=1)",
    "hidden": "`--hidden 100`, beside MLPClassifier()",
    "linear": "`train linear`, beside LinearRegression()",
}


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.processor()


def line_of(row):
    difference, error, enough = judged(row)
    few = f", {row['splits']} split" if row["splits"] != number_of_splits(row["rows"]) else ""
    return (f"| {row['table']}{few} | {row['half']} | {np.mean(row['ours']):.4f} | {np.mean(row['peers']):.4f} | "
            f"{difference:+.4f} ± {error:.4f}{'' if enough else ' **below**'} | "
            f"{np.median(row['seconds']):.2f} | {np.median(row['peer_seconds']):.2f} |")


def section(model, rows):
    unit = "R²" if model == "linear" else "accuracy"
    lines = [f"## {HEADINGS[model]}", "",
             f"| table | half | {unit} | peer's | difference ± standard error | seconds | peer's |",
             "|---|---|---|---|---|---|---|"]
    lines += [line_of(row) for row in rows]
    for half in ("choosing", "judging"):
        differences = [judged(row)[0] for row in rows if row["half"] == half]
        if differences:
            lines.append(f"| mean of the {half} half | | | | {np.mean(differences):+.4f} | | |")
    return "\n".join(lines) + "\n"


def text(rows, rules):
    head = f"""# Accuracy with nothing named but data, target and layers

Written by `scripts/compare_accuracy`. Held-out accuracy or R² of a quarter of the rows, the same splits for both: 20 below
1,000 rows, 5 above. The peer is scikit-learn {sklearn.__version__} with its defaults on standardised columns. A difference counts as
enough from −max(0.01, 2 standard errors) up; **below** marks the others. Seconds are the median of one training, from reading the
file to the model on disk here, of `fit` there, on one thread each of {os.cpu_count()} processors of
{processor()}, while other programs kept these busy (load 2 to 6): they say little.

The choosing half led to the rules below. The judging half was first measured before the last three of them: starting weights and
the steps of larger tables, which "sphere" and "tall" of the choosing half asked for, and the smaller rate of many features, for
which Fashion-MNIST, first meant to judge, went over to the choosing half. All that a rule changed was measured again after it.
"""
    sections = [section(model, [row for row in rows if row["model"] == model]) for model in HEADINGS
                if any(row["model"] == model for row in rows)]
    return head + "\n" + "\n".join(sections) + "\n" + rules
