"""What was to be reached, and what of it is."""
import statistics


def ratio_to(works, key, peer):
    """The peer's median over Glissade's, each with its best number of threads; None where not measured."""
    seconds = next((work["seconds"] for work in works if work["key"] == key), None)
    if seconds is None:
        return None
    fastest = lambda name: min(statistics.median(samples) for samples in seconds[name].values())
    return fastest(peer) / fastest("Glissade")


def ratio_to_fastest(work):
    """That of the fastest other program."""
    return min(ratio_to([work], work["key"], name) for name in work["seconds"] if name != "Glissade")


# Beside the fastest peer, which is JAX with the whole epoch in one scan as a rule.
DENSE = {"dense32": 1.8, "dense256": 1.7, "dense1024": 1.4, "deep100": 1.4, "deep512": 1.3, "wide128": 1.35,
         "middle128": 2.1, "small200": 2.3, "small32": 3, "tiny32": 3}
# Beside the products alone, where they are most of a step.
PRODUCTS = {"dense32": 1.25, "dense256": 1.1, "dense1024": 1.1, "deep100": 1.25, "deep512": 1.12, "wide128": 1.12,
            "middle128": 1.1}


def rows(works, benchmarks, memory):
    result = []

    def add(work, target, figure, text, reached):
        measured = figure is not None
        result.append([work, target, text(figure) if measured else "not measured",
                       ("yes" if reached(figure) else "**no**") if measured else ""])

    def at_least(work, least, figure, text):
        add(work, f"≥ {text(least)}", figure, text, lambda value: value >= least)

    def at_most(work, most, figure, text):
        add(work, f"≤ {text(most)}", figure, text, lambda value: value <= most)

    def counter(program, start, name="of_limit", choose=min):
        values = [entry[name] for key, entry in benchmarks.items() if key.startswith(f"{program} {start}")]
        return choose(values) if values else None

    times = lambda value: f"{value:.3g} ×"
    share = lambda value: f"{100 * value:.3g} %"
    for batch, least in ((32, 6), (256, 2.3), (1024, 1.6)):
        at_least(f"dense 784-128-10, Adam, batch {batch}: beside PyTorch", least, ratio_to(works, f"dense{batch}", "PyTorch"), times)
    for work in works:
        if work["key"] in DENSE:
            at_least(f"{work['work']}, beside the fastest peer", DENSE[work["key"]], ratio_to_fastest(work), times)
        if work["key"] in PRODUCTS:
            at_most(f"{work['work']}, beside its matrix products alone", PRODUCTS[work["key"]],
                    counter("dense_bench", f"dense_step/{work['key']}/", "of_products"), times)
    at_least("linear regression 4,000,000 × 64, full batch: of the read bandwidth", 0.9,
             counter("training_bench", "linear_full_batch/4000000/64"), share)
    at_least("the same beside NumPy", 3, ratio_to(works, "full batch", "NumPy"), times)
    at_least("linear regression 1,000,000 × 64, shuffled batches of 1024: of the read bandwidth", 0.5,
             counter("training_bench", "linear_mini_batch"), share)
    at_least("the same, an epoch beside `SGDRegressor`", 10,
             ratio_to(works, "mini-batch", "scikit-learn SGDRegressor"), times)
    permutation = counter("numeric_bench", "permutation_60000/", "items_per_second", max)
    at_most("the permutation of 60,000 rows, one thread", 1.5, permutation and 1e9 / permutation,
            lambda value: f"{value:.3g} ns a row")
    at_least("`--solver exact` 1,000,000 × 64 beside `LinearRegression`", 20,
             ratio_to(works, "exact", "scikit-learn LinearRegression"), times)
    on_moments, on_rows = (counter("moments_bench", name, "real_time") for name in ("on_moments", "on_rows"))
    at_least("200 epochs of full batches of 1,000,000 × 64, on moments beside on rows", 20,
             on_moments and on_rows and on_rows / on_moments, times)
    at_least("the same on moments beside NumPy's loop", 40, ratio_to(works, "moments", "NumPy"), times)
    for work, name in (("generated", "generate"), ("as a user gets them", "read")):
        at_least(f"synthetic data, {work}", 1200, counter("synthetic_bench", f"{name}/linear", "Mnormals/s", max),
                 lambda value: f"{value:,.0f} M normals/s")
    at_least("CSV of plain numbers, the slowest of three kinds, one thread", 250,
             counter("readers_bench", "read_csv_file", "MB/s"), lambda value: f"{value:.0f} MB/s")
    at_most("`glissade --version`", 10, counter("startup_bench", "say_version", "real_time"),
            lambda value: f"{value:.3g} ms")
    at_most("training starts on 10 GB of .npy: of the file read until then", 0.05,
            counter("startup_bench", "start_training", "read_share"), share)
    for name in ("evaluate", "predict"):
        at_least(f"{name}: of the forward products' rate", 0.9, counter("evaluation_bench", name), share)
    for run in memory:
        most = 1.15 * run["data"] + 64 * 2**20
        at_most(f"memory of {run['work']}", most, run["peak"], lambda value: f"{value / 1e6:.0f} MB")
    return result
