"""Tables that ship with R and its recommended packages, written to CSV as R does it: with row names and words."""
import csv
import functools
import io
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Source:
    package: str
    name: str
    target: str
    models: tuple
    without: tuple = ()  # columns that name a row or give the target away


CLASSES, NUMBERS = ("softmax", "hidden"), ("linear",)
SOURCES = [
    Source("MASS", "Pima.te", "type", CLASSES),
    Source("MASS", "biopsy", "class", CLASSES, ("ID",)),
    Source("MASS", "birthwt", "low", CLASSES, ("bwt",)),
    Source("MASS", "crabs", "sp", CLASSES, ("index",)),
    Source("MASS", "fgl", "type", CLASSES),
    Source("MASS", "Aids2", "status", CLASSES, ("death",)),
    Source("MASS", "bacteria", "y", CLASSES, ("ID",)),
    Source("rpart", "stagec", "ploidy", CLASSES),
    Source("survival", "nwtco", "rel", CLASSES, ("seqno", "edrel")),
    Source("ggplot2", "diamonds", "cut", CLASSES),
    Source("MASS", "Boston", "medv", NUMBERS),
    Source("MASS", "cpus", "perf", NUMBERS, ("name", "estperf")),
    Source("MASS", "nlschools", "lang", NUMBERS, ("class",)),
    Source("MASS", "quine", "Days", NUMBERS),
    Source("datasets", "airquality", "Ozone", NUMBERS),
    Source("datasets", "mtcars", "mpg", NUMBERS),
    Source("datasets", "quakes", "mag", NUMBERS),
    Source("datasets", "ChickWeight", "weight", NUMBERS, ("Chick",)),
    Source("ggplot2", "diamonds", "price", NUMBERS),
]

# Rows with a missing cell are left out, since scikit-learn's models take none.
WRITE = """arguments <- commandArgs(TRUE)
data(list = arguments[2], package = arguments[1])
table <- na.omit(as.data.frame(get(arguments[2])))
write.csv(table[, !(names(table) %in% arguments[-(1:3)])], arguments[3])
"""


@functools.cache
def text_of(source):
    with tempfile.TemporaryDirectory() as folder:
        script, file = Path(folder) / "write.R", Path(folder) / "table.csv"
        script.write_text(WRITE)
        subprocess.run(["Rscript", script, source.package, source.name, file, *source.without], check=True)
        return file.read_text()


def is_number(text):
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def columns_of(values):
    """Numbers as they are; words as a column each of 0 and 1."""
    if all(is_number(value) for value in values):
        return [[float(value) for value in values]]
    return [[float(value == word) for value in values] for word in sorted(set(values))]


def read(source):
    """Features and targets as scikit-learn takes them, and the file's own lines, the header first."""
    text = text_of(source)
    header, *rows = csv.reader(io.StringIO(text))
    features = [column for name, *values in zip(header[1:], *(row[1:] for row in rows)) if name != source.target
                for column in columns_of(values)]
    place = header.index(source.target)
    targets = np.array([row[place] for row in rows])
    if source.models == NUMBERS:
        targets = targets.astype(float)
    return np.array(features).T, targets, text.splitlines()


def is_installed(package):
    command = ["Rscript", "-e", f"quit(status = !requireNamespace('{package}', quietly = TRUE))"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def sources():
    """Nothing where R is missing."""
    if not shutil.which("Rscript"):
        return []
    packages = {source.package for source in SOURCES}
    there = {package for package in packages if is_installed(package)}
    return [source for source in SOURCES if source.package in there]
