"""Linear regression: full-batch steps, mini-batch epochs and the exact solution."""
import numpy
from sklearn.linear_model import LinearRegression, SGDRegressor

from peers.measuring import interleaved, seconds_of

SOURCE = "synthetic:linear,rows={},features=64,noise=0.5"


def full_batch_step(features, targets):
    """A step of gradient descent as one writes it in NumPy."""
    weights = numpy.zeros(features.shape[1], numpy.float32)
    bias, rate = numpy.float32(0), numpy.float32(0.01)

    def step():
        nonlocal weights, bias
        residual = features @ weights + bias - targets
        gradient = features.T @ residual
        weights = weights - rate * 2 / len(targets) * gradient
        bias = bias - rate * 2 * residual.mean()

    return step


def compare_descent(glissade, repeats):
    paths = glissade.data(SOURCE.format(4_000_000))
    step = full_batch_step(numpy.load(paths[0]), numpy.load(paths[1]))
    works = [{"work": "linear regression 4,000,000 × 64, full batch: one step", "key": "full batch",
              "seconds": interleaved({
                  "Glissade": lambda threads: glissade.epoch_seconds(
                      paths, "linear", "--batch-size", "full", "--optimizer", "sgd", "--epochs", 12, "--threads", threads),
                  "NumPy": lambda threads: seconds_of(step, 6)}, repeats)}]
    del step

    paths = glissade.data(SOURCE.format(1_000_000))
    features, targets = numpy.load(paths[0]), numpy.load(paths[1])
    model = SGDRegressor(penalty=None, learning_rate="constant", eta0=0.001)
    works.append({"work": "linear regression 1,000,000 × 64, shuffled: one epoch (batches of 1024; SGDRegressor: of 1)",
                  "key": "mini-batch", "seconds": interleaved({
                      "Glissade": lambda threads: glissade.epoch_seconds(
                          paths, "linear", "--batch-size", 1024, "--optimizer", "sgd", "--epochs", 6, "--threads", threads),
                      "scikit-learn SGDRegressor": lambda threads: seconds_of(
                          lambda: model.partial_fit(features, targets))}, repeats)})
    return {"works": works}


def moments_seconds(glissade, paths, epochs, threads):
    """The one read of the rows, and the steps."""
    outcome = glissade.train(paths, "linear", "--solver", "moments", "--optimizer", "sgd", "--epochs", epochs, "--threads",
                             threads)
    return outcome["reading_seconds"] + outcome["seconds"]


def compare_exact(glissade, repeats):
    paths = glissade.data(SOURCE.format(1_000_000))
    features, targets = numpy.load(paths[0]), numpy.load(paths[1])
    epochs = 200
    step = full_batch_step(features, targets)
    descents = {"Glissade": lambda threads: moments_seconds(glissade, paths, epochs, threads),
                "NumPy": lambda threads: epochs * seconds_of(step, 3)}
    contenders = {
        "Glissade": lambda threads: glissade.train(paths, "linear", "--solver", "exact", "--threads", threads)["seconds"],
        "scikit-learn LinearRegression": lambda threads: seconds_of(lambda: LinearRegression().fit(features, targets))}
    return {"works": [{"work": "linear regression 1,000,000 × 64: the exact solution", "key": "exact",
                       "seconds": interleaved(contenders, repeats)},
                      {"work": f"linear regression 1,000,000 × 64: {epochs} epochs of full batches on moments (NumPy: of "
                               "a step's time)", "key": "moments", "seconds": interleaved(descents, repeats)}]}


def measure_memory(glissade, repeats):
    """Peak resident bytes of training runs beside the bytes of their data, files and generated."""
    runs = []
    paths = glissade.data(SOURCE.format(1_000_000))
    data = sum(path.stat().st_size for path in paths)
    for name, batch in (("full batch", "full"), ("batches of 1024", 1024)):
        glissade.train(paths, "linear", "--device", "cpu", "--batch-size", batch, "--epochs", 2)
        runs.append({"work": f"linear regression 1,000,000 × 64 from .npy, {name}", "data": data,
                     "peak": glissade.peak_bytes})
        glissade.run("train", "linear", "--data", SOURCE.format(1_000_000), "--device", "cpu", "--batch-size", batch,
                     "--lr", 0.001, "--epochs", 2, "--out", glissade.folder / "model.safetensors")
        runs.append({"work": f"linear regression 1,000,000 × 64, generated, {name}", "data": data, "peak": glissade.peak_bytes})
    return {"memory": runs}
