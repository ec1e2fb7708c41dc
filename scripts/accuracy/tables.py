"""The tables that defaults are chosen and judged on."""
import csv
import functools
import gzip
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np
from sklearn import datasets

from accuracy import r_tables


@dataclass(frozen=True)
class Table:
    """A table by name. `make` returns features, targets and, of a CSV, its lines; `models` are those that are measured
    on it."""
    name: str
    half: str  # "choosing" or "judging"
    models: tuple
    make: Callable
    origin: str
    target: str = ""  # of a CSV

    def is_classification(self):
        return "linear" not in self.models


SOFTMAX = ("softmax", "hidden")
LINEAR = ("linear",)


def shipped(load):
    data = load()
    return data.data.astype(np.float64), data.target


def classes(rows, columns, informative, kinds=2, seed=0, **more):
    def make():
        more.setdefault("n_redundant", 0)
        x, y = datasets.make_classification(n_samples=rows, n_features=columns, n_informative=informative,
                                            n_classes=kinds, random_state=seed, **more)
        return x.astype(np.float64), y
    return make


def scaled(make, seed):
    """Columns times 1e-8 … 1e8, and moved by as much."""
    def scale():
        x, y = make()
        random = np.random.default_rng(seed)
        factors = 10.0 ** random.uniform(-8, 8, x.shape[1])
        return x * factors + factors * random.normal(size=x.shape[1]), y
    return scale


def numbers(rows, columns, informative, seed, noise, rank=None):
    def make():
        x, y = datasets.make_regression(n_samples=rows, n_features=columns, n_informative=informative, noise=noise,
                                        effective_rank=rank, random_state=seed)
        return x, y
    return make


def line():
    random = np.random.default_rng(1)
    x = random.uniform(0, 10, (400, 1))
    return x, 3 * x[:, 0] + 2 + random.normal(size=400)


def houses(path):
    """The columns of numbers, rows without missing ones, and the price."""
    def make():
        opened = gzip.open(path, "rt") if str(path).endswith(".gz") else io.open(path)
        with opened as file:
            rows = list(csv.DictReader(file))

        def is_number(text):
            try:
                return np.isfinite(float(text))
            except ValueError:
                return False
        names = [name for name in rows[0] if sum(is_number(row[name]) for row in rows) > 0.99 * len(rows)]
        kept = [row for row in rows if all(is_number(row[name]) for name in names)]
        target = "price"
        names = [name for name in names if name not in (target, "rownames", "id", "")]
        return (np.array([[float(row[name]) for name in names] for row in kept]),
                np.array([float(row[target]) for row in kept]))
    return make


def fashion():
    """Fashion-MNIST's 60,000 images, as Debian's package dataset-fashion-mnist has them."""
    folder = Path("/usr/share/datasets/fashion-mnist")

    def values(name, header):
        return np.frombuffer(gzip.decompress((folder / name).read_bytes()), np.uint8, offset=header)
    return (values("train-images-idx3-ubyte.gz", 16).reshape(-1, 784).astype(np.float64),
            values("train-labels-idx1-ubyte.gz", 8))


def from_r():
    return [Table(f"{source.name}: {source.target} (R)", "judging", source.models,
                  functools.partial(r_tables.read, source), "R", source.target) for source in r_tables.sources()]


def all_tables(houses_path=None):
    c, j = "choosing", "judging"
    s = "scikit-learn"
    made = "made"
    tables = [
        Table("iris", c, SOFTMAX, lambda: shipped(datasets.load_iris), s),
        Table("wine", j, SOFTMAX, lambda: shipped(datasets.load_wine), s),
        Table("breast cancer", c, SOFTMAX, lambda: shipped(datasets.load_breast_cancer), s),
        Table("digits", j, SOFTMAX, lambda: shipped(datasets.load_digits), s),
        Table("moons, 300 × 2", c, SOFTMAX, lambda: datasets.make_moons(300, noise=0.3, random_state=0), made),
        Table("circles, 500 × 2", j, SOFTMAX, lambda: datasets.make_circles(500, noise=0.2, factor=0.5,
                                                                            random_state=0), made),
        Table("small, 100 × 2", c, SOFTMAX, classes(100, 2, 2, n_clusters_per_class=1, seed=1), made),
        Table("small, 120 × 8", j, SOFTMAX, classes(120, 8, 4, 3, seed=2), made),
        Table("tall, 20,000 × 10", c, SOFTMAX, classes(20000, 10, 6, 4, seed=5), made),
        Table("tall, 30,000 × 20", j, SOFTMAX, classes(30000, 20, 10, 5, seed=6), made),
        Table("one in fifty, 1,000 × 20", c, SOFTMAX, classes(1000, 20, 6, seed=7, weights=[0.98]), made),
        Table("one in twenty, 3,000 × 10", j, SOFTMAX, classes(3000, 10, 5, seed=8, weights=[0.95]), made),
        Table("collinear, 500 × 40", c, SOFTMAX, classes(500, 40, 8, 3, seed=9, n_redundant=32), made),
        Table("collinear, 800 × 60", j, SOFTMAX, classes(800, 60, 10, seed=10, n_redundant=50), made),
        Table("scales 1e-8 to 1e8, 600 × 20", c, SOFTMAX, scaled(classes(600, 20, 8, 3, seed=11), 11), made),
        Table("scales 1e-8 to 1e8, 2,000 × 15", j, SOFTMAX, scaled(classes(2000, 15, 8, 2, seed=12), 12), made),
        Table("30 % wrong labels, 1,000 × 20", c, SOFTMAX, classes(1000, 20, 8, seed=13, flip_y=0.3), made),
        Table("20 % wrong labels, 4,000 × 30", j, SOFTMAX, classes(4000, 30, 12, 5, seed=14, flip_y=0.2), made),
        Table("sphere, 2,000 × 10", c, SOFTMAX, lambda: datasets.make_hastie_10_2(2000, random_state=0), made),
        Table("shells, 1,500 × 10", j, SOFTMAX, lambda: datasets.make_gaussian_quantiles(
            n_samples=1500, n_features=10, n_classes=3, random_state=0), made),
        Table("25 classes, 2,500 × 50", c, SOFTMAX, classes(2500, 50, 20, 25, seed=15, n_clusters_per_class=1), made),
        Table("12 classes, 600 × 30", j, SOFTMAX, classes(600, 30, 12, 12, seed=16, n_clusters_per_class=1), made),
        Table("diabetes", c, LINEAR, lambda: shipped(datasets.load_diabetes), s),
        Table("linnerud (three targets)", j, LINEAR, lambda: shipped(datasets.load_linnerud), s),
        Table("line, 400 × 1", c, LINEAR, line, made),
        Table("Friedman 1, 500 × 10", j, LINEAR, lambda: datasets.make_friedman1(500, noise=1.0, random_state=0), made),
        Table("Friedman 2, 1,000 × 4", c, LINEAR, lambda: datasets.make_friedman2(1000, noise=50, random_state=0), made),
        Table("Friedman 3, 2,000 × 4", j, LINEAR, lambda: datasets.make_friedman3(2000, noise=0.1, random_state=0), made),
        Table("collinear, 800 × 50 of rank 10", c, LINEAR, numbers(800, 50, 20, 18, 5.0, rank=10), made),
        Table("collinear, 600 × 100 of rank 20", j, LINEAR, numbers(600, 100, 30, 19, 2.0, rank=20), made),
        Table("scales 1e-8 to 1e8, 500 × 20", c, LINEAR, scaled(numbers(500, 20, 10, 20, 30.0), 20), made),
        Table("scales 1e-8 to 1e8, 1,000 × 40", j, LINEAR, scaled(numbers(1000, 40, 20, 21, 60.0), 21), made),
        Table("100,000 × 100", c, LINEAR, numbers(100_000, 100, 50, 22, 50.0), made),
        Table("wide, 150 × 2,000", c, SOFTMAX, classes(150, 2000, 20, seed=3, class_sep=2.0), made),
        Table("wide, 400 × 1,000", j, SOFTMAX, classes(400, 1000, 30, 3, seed=4, class_sep=1.5), made),
        Table("1,000,000 × 20", j, ("softmax",), classes(1_000_000, 20, 10, seed=17), made),
        Table("1,000,000 × 20 numbers", j, LINEAR, numbers(1_000_000, 20, 10, 23, 50.0), made),
    ]
    if Path("/usr/share/datasets/fashion-mnist").is_dir():
        tables.append(Table("Fashion-MNIST", c, SOFTMAX, fashion, "Debian"))
    tables += from_r()
    if houses_path:
        tables.append(Table("house prices", j, LINEAR, houses(houses_path), "public"))
    return tables
