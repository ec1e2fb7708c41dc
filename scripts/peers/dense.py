"""Dense classifiers of many shapes: seconds of one step, data in memory."""
import sys
import warnings
from dataclasses import dataclass

import numpy
import torch
from sklearn.neural_network import MLPClassifier

from peers import scan
from peers.measuring import interleaved, seconds_of

ROWS = 20000


@dataclass(frozen=True)
class Network:
    key: str
    sizes: tuple  # inputs, hidden layers, classes
    batch: int
    activation: str = "relu"
    momentum: float | None = None  # of SGD; None: Adam

    def name(self):
        optimizer = "Adam" if self.momentum is None else "SGD with momentum"
        activation = "" if self.activation == "relu" else f" {self.activation}"
        return f"dense {'-'.join(map(str, self.sizes))}{activation}, {optimizer}, batch {self.batch}: one step"

    def options(self):
        rule = ["--optimizer", "adam"] if self.momentum is None else ["--optimizer", "sgd", "--momentum", self.momentum]
        return ["--hidden", ",".join(map(str, self.sizes[1:-1])), "--batch-size", self.batch, "--init", "he",
                "--activation", self.activation, *rule]


DEEP = (28, 300, 300, 300, 300, 300, 2)
NETWORKS = [
    Network("dense32", (784, 128, 10), 32), Network("dense256", (784, 128, 10), 256),
    Network("dense1024", (784, 128, 10), 1024), Network("deep100", DEEP, 100, "tanh", 0.9),
    Network("deep512", DEEP, 512, "tanh", 0.9), Network("wide128", (784, 512, 512, 10), 128),
    Network("middle128", (100, 256, 256, 10), 128), Network("small200", (64, 100, 10), 200),
    Network("small32", (64, 64, 10), 32), Network("tiny32", (30, 32, 2), 32),
]


class PyTorchLoop:
    """One epoch of the usual loop, in a new order each time."""

    def __init__(self, network, features, classes, compiled=False, **rule):
        self.features, self.classes = torch.from_numpy(features), torch.from_numpy(classes).long()
        self.batch, self.steps = network.batch, -(-len(features) // network.batch)
        activation = torch.nn.ReLU if network.activation == "relu" else torch.nn.Tanh
        layers = []
        for inputs, outputs in zip(network.sizes, network.sizes[1:]):
            layers += [torch.nn.Linear(inputs, outputs), activation()]
        self.model = torch.nn.Sequential(*layers[:-1])
        if network.momentum is None:
            self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.001, **rule)
        else:
            self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.001, momentum=network.momentum, **rule)
        self.loss = torch.compile(self.loss_of, dynamic=False) if compiled else self.loss_of

    def loss_of(self, features, classes):
        return torch.nn.functional.cross_entropy(self.model(features), classes)

    def epoch(self):
        for rows in torch.randperm(len(self.features)).split(self.batch):
            loss = self.loss(self.features.index_select(0, rows), self.classes.index_select(0, rows))
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self.optimizer.step()


def available(name, network, make):
    """What `make` returns after an epoch; None, and a word, where this installation cannot do it."""
    try:
        loop = make()
        loop.epoch()
        return loop
    except Exception as error:  # of whatever kind a peer's own compiler has
        print(f"{network.name()}: {name} is left out: {str(error).splitlines()[0][:120]}", file=sys.stderr)
        return None


def peers_of(network, features, classes):
    makers = {"PyTorch": lambda: PyTorchLoop(network, features, classes),
              "PyTorch, fused optimizer": lambda: PyTorchLoop(network, features, classes, fused=True),
              "PyTorch, torch.compile": lambda: PyTorchLoop(network, features, classes, compiled=True),
              "JAX, the epoch in one lax.scan": lambda: scan.ScannedLoop(network, features, classes)}
    loops = {name: available(name, network, make) for name, make in makers.items()}
    return {name: loop for name, loop in loops.items() if loop is not None}


def compare(glissade, repeats):
    warnings.filterwarnings("ignore")  # MLPClassifier's, that it has not converged
    works = []
    for network in NETWORKS:
        paths = glissade.data(f"synthetic:classes,rows={ROWS},features={network.sizes[0]},classes={network.sizes[-1]}")
        features, classes = numpy.load(paths[0]), numpy.load(paths[1])
        steps = -(-ROWS // network.batch)
        contenders = {"Glissade": lambda threads: glissade.epoch_seconds(
            paths, "classifier", *network.options(), "--epochs", 4, "--threads", threads) / steps}
        for name, loop in peers_of(network, features, classes).items():
            contenders[name] = lambda threads, loop=loop: seconds_of(loop.epoch) / loop.steps
        if network.key == "dense256":
            model = MLPClassifier(network.sizes[1:-1], batch_size=network.batch)
            contenders["scikit-learn MLPClassifier"] = lambda threads: seconds_of(
                lambda: model.partial_fit(features, classes, classes=range(network.sizes[-1]))) / steps
        works.append({"work": network.name(), "key": network.key, "seconds": interleaved(contenders, repeats)})
    return {"works": works}
