"""Training runs in PyTorch, in fp64: its layers, losses, automatic differentiation and optimizers."""
import csv
import dataclasses
import itertools

import numpy
import torch

from . import problems, roundings
from .problems import RECORDED_STEPS, RULES

# Starts that are tried until a run is clear of every edge.
SEEDS = 10000


def network_of(problem, start):
    activation = {"relu": torch.nn.ReLU, "gelu": torch.nn.GELU, "tanh": torch.nn.Tanh,
                  "sigmoid": torch.nn.Sigmoid}[problem.activation]
    modules = []
    for index, (inputs, outputs) in enumerate(zip(problem.layers, problem.layers[1:])):
        modules += [activation()] if index > 0 else []
        modules.append(torch.nn.Linear(inputs, outputs))
    network = torch.nn.Sequential(*modules)
    with torch.no_grad():
        for parameter, value in zip(network.parameters(), start):
            parameter.copy_(value)
    return network


def optimizer_of(rule, network):
    weights = [parameter for parameter in network.parameters() if parameter.dim() == 2]
    biases = [parameter for parameter in network.parameters() if parameter.dim() == 1]
    groups = [{"params": weights, "weight_decay": rule.weight_decay + rule.l2}, {"params": biases}]
    if rule.optimizer == "sgd":
        return torch.optim.SGD(groups, lr=rule.learning_rate, momentum=rule.momentum, nesterov=bool(rule.nesterov))
    kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[rule.optimizer]
    # AdamW has a decay by default.
    return kind(groups, lr=rule.learning_rate, betas=(rule.beta1, rule.beta2), eps=rule.epsilon, weight_decay=0.0)


def loss_of(problem, network):
    outputs = network(problem.features)
    if problem.loss == "squared_error":
        return torch.nn.functional.mse_loss(outputs, problem.targets)
    return torch.nn.functional.cross_entropy(outputs, problem.targets, weight=problem.class_weights)


def clip(network, largest_norm):
    """torch.nn.utils.clip_grad_norm_ without the 1e-6 that it adds to the norm."""
    gradients = [parameter.grad for parameter in network.parameters()]
    norm = torch.linalg.vector_norm(torch.cat([gradient.flatten() for gradient in gradients]))
    for gradient in gradients:
        gradient.mul_(torch.clamp(largest_norm / norm, max=1.0))


def trajectory(problem, rule, start):
    """[recorded steps x (parameters, loss)]"""
    network = network_of(problem, start)
    optimizer = optimizer_of(rule, network)
    recorded = []
    for step in range(1, max(RECORDED_STEPS) + 1):
        optimizer.zero_grad()
        objective = loss_of(problem, network)
        if rule.l1 > 0.0:
            objective = objective + rule.l1 * sum(p.abs().sum() for p in network.parameters() if p.dim() == 2)
        objective.backward()
        if rule.clip > 0.0:
            clip(network, rule.clip)
        optimizer.step()
        if step in RECORDED_STEPS:
            with torch.no_grad():
                parameters = [parameter.flatten() for parameter in network.parameters()]
                recorded.append(torch.cat(parameters + [loss_of(problem, network).reshape(1)]))
    return torch.stack(recorded).numpy()


def runs_from(problem, start):
    """Of every rule: the run, how far roundings can take it, and how far fp32 bias corrections do take it."""
    runs = []
    for rule in RULES:
        expected = trajectory(problem, rule, start)
        exact = roundings.run(problem, rule, start)
        if numpy.abs(exact.values - expected).max() > 1e-13 * numpy.abs(expected).max():
            raise RuntimeError(f"{problem.name}, {rule.name}: the rounding analysis is of another run")
        rounded = roundings.run(problem, rule, start, lambda value: float(numpy.float32(value)))
        runs.append((expected, exact.roundings, rounded.values - exact.values))
    return runs


def runs_of(problem):
    for seed in range(SEEDS):
        start = problems.start(problem, seed)
        try:
            return start, runs_from(problem, start)
        except problems.Degenerate:
            continue
    raise RuntimeError(f"{problem.name}: every start is degenerate")


def demand_differences(problem, runs):
    """No rule may be taken for another: after three steps they must be far apart, seen from fp32."""
    third = RECORDED_STEPS.index(3)
    for one, other in itertools.combinations(range(len(RULES)), 2):
        difference = numpy.abs(runs[one][0][third] - runs[other][0][third])
        allowed = 2.0**-24 * (runs[one][1][third] + runs[other][1][third])
        if (difference / allowed).max() < 100:
            raise RuntimeError(f"{problem.name}: {RULES[one].name} is too near {RULES[other].name}")


def write_rules(path):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in dataclasses.fields(problems.Rule))
        writer.writerows(dataclasses.astuple(rule) for rule in RULES)


def rounded_up(values):
    return numpy.nextafter(values.astype("<f4"), numpy.float32(numpy.inf))


def make(folder):
    write_rules(folder / "rules.csv")
    features, targets = problems.regression_data()
    arrays = {"regression.features": features.astype("<f4"), "regression.targets": targets.astype("<f4")}
    features, classes = problems.classifier_data()
    arrays |= {"classifier.features": features.astype("<f4"), "classifier.classes": classes.astype("u1"),
               "classifier.class_weights": numpy.array([problems.CLASS_WEIGHTS], dtype="<f4")}
    for problem in problems.problems():
        start, runs = runs_of(problem)
        demand_differences(problem, runs)
        expected, bounds, shift = (numpy.concatenate(part) for part in zip(*runs))
        arrays[f"{problem.name}.start"] = torch.cat([tensor.flatten() for tensor in start]).numpy()[None].astype("<f4")
        arrays[f"{problem.name}.expected"] = expected.astype("<f8")
        arrays[f"{problem.name}.roundings"] = rounded_up(bounds)
        arrays[f"{problem.name}.shift"] = shift.astype("<f4")
    return arrays
