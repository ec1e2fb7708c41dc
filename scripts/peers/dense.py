"""The classifier 784-128-10 with Adam: seconds of one step, data in memory."""
import warnings

import numpy
import torch
from sklearn.neural_network import MLPClassifier

from peers.measuring import interleaved, seconds_of

ROWS, INPUTS, HIDDEN, CLASSES = 20000, 784, 128, 10


class PyTorchLoop:
    """One epoch of the usual loop, in a new order each time."""

    def __init__(self, features, classes, batch, **adam):
        self.features, self.classes, self.batch = torch.from_numpy(features), torch.from_numpy(classes).long(), batch
        self.model = torch.nn.Sequential(torch.nn.Linear(INPUTS, HIDDEN), torch.nn.ReLU(),
                                         torch.nn.Linear(HIDDEN, CLASSES))
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.001, **adam)

    def epoch(self):
        for rows in torch.randperm(len(self.features)).split(self.batch):
            output = self.model(self.features.index_select(0, rows))
            loss = torch.nn.functional.cross_entropy(output, self.classes.index_select(0, rows))
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self.optimizer.step()


def compare(glissade, repeats):
    paths = glissade.data(f"synthetic:classes,rows={ROWS},features={INPUTS},classes={CLASSES}")
    features, classes = numpy.load(paths[0]), numpy.load(paths[1])
    warnings.filterwarnings("ignore")  # MLPClassifier's, that it has not converged
    works = []
    for batch in (32, 256, 1024):
        steps = -(-ROWS // batch)
        loops = {"PyTorch": PyTorchLoop(features, classes, batch)}
        try:
            loops["PyTorch, fused Adam"] = PyTorchLoop(features, classes, batch, fused=True)
            loops["PyTorch, fused Adam"].epoch()
        except (RuntimeError, TypeError):
            loops.pop("PyTorch, fused Adam", None)  # not for CPUs in this version
        contenders = {"Glissade": lambda threads: glissade.epoch_seconds(
            paths, "classifier", "--hidden", HIDDEN, "--batch-size", batch, "--epochs", 4, "--threads", threads) / steps}
        for name, loop in loops.items():
            contenders[name] = lambda threads, loop=loop: seconds_of(loop.epoch) / steps
        if batch == 256:
            network = MLPClassifier((HIDDEN,), batch_size=batch)
            contenders["scikit-learn MLPClassifier"] = lambda threads: seconds_of(
                lambda: network.partial_fit(features, classes, classes=range(CLASSES))) / steps
        works.append({"work": f"dense 784-128-10, Adam, batch {batch}: one step", "key": f"dense{batch}",
                      "seconds": interleaved(contenders, repeats)})
    return {"works": works}
