"""The problems and update rules of the golden trajectories. Every number is a multiple of a power of two that fp32
holds exactly, so that all sides start from the same."""
import dataclasses

import numpy
import torch

RECORDED_STEPS = (1, 2, 3, 10)


class Degenerate(Exception):
    """A problem on an edge, where rounding decides which branch is taken; another one must be drawn."""


@dataclasses.dataclass(frozen=True)
class Rule:
    name: str
    optimizer: str
    learning_rate: float
    momentum: float = 0.0
    nesterov: int = 0
    beta1: float = 0.875
    beta2: float = 0.96875
    # Large enough that it, too, can be seen in the result.
    epsilon: float = 2.0**-12
    weight_decay: float = 0.0
    l1: float = 0.0
    l2: float = 0.0
    clip: float = 0.0


RULES = (
    Rule("sgd", "sgd", 0.125),
    Rule("sgd_l1", "sgd", 0.125, l1=2.0**-6),
    Rule("sgd_l2", "sgd", 0.125, l2=2.0**-4),
    Rule("sgd_clip_l2", "sgd", 0.125, l2=2.0**-4, clip=0.125),
    Rule("momentum", "sgd", 0.0625, momentum=0.75),
    Rule("momentum_l2", "sgd", 0.0625, momentum=0.75, l2=2.0**-4),
    Rule("nesterov", "sgd", 0.0625, momentum=0.75, nesterov=1),
    Rule("adam", "adam", 2.0**-6),
    Rule("adam_l2", "adam", 2.0**-6, l2=0.5),
    Rule("adamw", "adamw", 2.0**-6, weight_decay=0.125),
    Rule("adamw_clip", "adamw", 2.0**-6, weight_decay=0.125, clip=0.125),
)


@dataclasses.dataclass(frozen=True)
class Problem:
    name: str
    loss: str
    features: torch.Tensor
    targets: torch.Tensor
    layers: tuple
    activation: str
    class_weights: torch.Tensor = None


def grid(random, shape, steps_per_unit):
    """Normal numbers, rounded to multiples of 1/steps_per_unit."""
    return numpy.round(random.standard_normal(shape) * steps_per_unit) / steps_per_unit


def regression_data():
    random = numpy.random.RandomState(1)
    features = grid(random, (23, 5), 64)
    targets = numpy.round((features @ grid(random, (5, 3), 8) + grid(random, (23, 3), 8) + 1) * 64) / 64
    return features, targets


def classifier_data():
    random = numpy.random.RandomState(2)
    features = grid(random, (23, 3), 64)
    scores = features @ grid(random, (3, 3), 8) + grid(random, (23, 3), 8)
    return features, scores.argmax(axis=1)


CLASS_WEIGHTS = (0.25, 1.5, 3.0)


def problems():
    features, targets = (torch.from_numpy(array) for array in regression_data())
    for outputs in (1, 3):
        yield Problem(f"regression_{outputs}", "squared_error", features, targets[:, :outputs], (5, outputs), "relu")
    features, classes = (torch.from_numpy(array) for array in classifier_data())
    yield Problem("softmax", "cross_entropy", features, classes, (3, 3), "relu")
    for activation in ("relu", "gelu", "tanh", "sigmoid"):
        yield Problem(f"{activation}_1", "cross_entropy", features, classes, (3, 5, 3), activation)
        yield Problem(f"{activation}_2", "cross_entropy", features, classes, (3, 4, 3, 3), activation,
                      torch.tensor(CLASS_WEIGHTS))


def start(problem, seed):
    """Weights and biases of each layer in turn."""
    random = numpy.random.RandomState(seed)
    tensors = []
    for inputs, outputs in zip(problem.layers, problem.layers[1:]):
        tensors += [grid(random, (outputs, inputs), 256), grid(random, (outputs,), 256) / 4]
    return [torch.from_numpy(tensor) for tensor in tensors]
