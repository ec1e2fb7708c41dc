"""How far roundings can take a training run, to first order.

The run is written out once more, forward, backward and update, with a perturbation added wherever arithmetic rounds:
of a sum of n products at most (n + 1) u times the sum of their magnitudes, of other operations a few u of their terms.
Automatic differentiation through the whole run gives the effect of every perturbation on every result; the sum of
their magnitudes, in units of u, bounds the difference between a run whose unit roundoff is u and the exact one. The
counts hold for every order of summation, with or without fused multiply-adds."""
import dataclasses
import math

import numpy
import torch

from .problems import RECORDED_STEPS, Degenerate

# Distance from relu's kink, a sign's jump or clipping's onset, far beyond what fp32 strays by.
CLEAR = 1e-4
# The fp32 functions are within 1.5 units in the last place, each 2 u, and are wrapped in up to five operations.
ELEMENTARY = 8


@dataclasses.dataclass
class Run:
    values: numpy.ndarray  # [recorded steps x (parameters, loss)]
    roundings: numpy.ndarray  # of the same shape, in units of u


class Perturbations:
    def __init__(self):
        self.all = []

    def rounded(self, exact, magnitude, count):
        """`exact`, perturbed by at most count * u * magnitude."""
        perturbation = torch.zeros_like(exact, requires_grad=True)
        self.all.append((perturbation, count * magnitude.detach().abs()))
        return exact + perturbation

    def product(self, left, right, extra=None):
        """left @ right (+ extra)"""
        magnitude = left.detach().abs() @ right.detach().abs()
        exact = left @ right
        if extra is not None:
            exact, magnitude = exact + extra, magnitude + extra.detach().abs()
        return self.rounded(exact, magnitude, left.shape[1] + 1)

    def effect(self, results):
        """Of perturbations of the largest size and the worst signs."""
        slopes = torch.autograd.grad(results, [perturbation for perturbation, _ in self.all], torch.eye(len(results)),
                                     retain_graph=True, allow_unused=True, is_grads_batched=True)
        total = torch.zeros_like(results)
        for slope, (_, size) in zip(slopes, self.all):
            if slope is not None:
                total = total + (slope.abs() * size).reshape(len(results), -1).sum(dim=1)
        return total.detach().numpy()


def clear_of_zero(values):
    if values.detach().abs().min() < CLEAR:
        raise Degenerate


def activate(kind, z, rounded):
    """f(z) and f'(z)."""
    if kind == "relu":
        clear_of_zero(z)
        slope = (z.detach() > 0).double()
        return z * slope, slope
    if kind == "gelu":
        distribution = torch.special.ndtr(z)
        density = torch.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
        return (rounded(z * distribution, z, ELEMENTARY),
                rounded(distribution + z * density, 1 + z.detach().abs(), ELEMENTARY))
    y = torch.tanh(z) if kind == "tanh" else 1 / (1 + torch.exp(-z))
    y = rounded(y, y, ELEMENTARY)
    return (y, rounded(1 - y * y, 1 + y * y, 2)) if kind == "tanh" else (y, rounded(y * (1 - y), y, 2))


def forward(problem, parameters, at):
    """Inputs of every layer, slopes of every hidden layer, and the last layer's outputs."""
    inputs, slopes = [problem.features], []
    for layer in range(len(parameters) // 2):
        weight, bias = parameters[2 * layer], parameters[2 * layer + 1]
        z = at.product(inputs[-1], weight.T, bias.expand(len(inputs[-1]), -1))
        if layer == len(parameters) // 2 - 1:
            return inputs, slopes, z
        y, slope = activate(problem.activation, z, at.rounded)
        inputs.append(y)
        slopes.append(slope)


def row_shares(problem):
    weights = torch.ones(3) if problem.class_weights is None else problem.class_weights
    shares = weights[problem.targets]
    return (shares / shares.sum())[:, None]


def softmax(outputs, at):
    """Less their largest, the logits; their exponentials; the sum of these."""
    shifted = outputs - outputs.max(dim=1, keepdim=True).values
    shifted = at.rounded(shifted, shifted, 1)
    terms = torch.exp(shifted)
    terms = at.rounded(terms, terms, ELEMENTARY)
    total = terms.sum(dim=1, keepdim=True)
    return shifted, terms, at.rounded(total, total, outputs.shape[1])


def output_gradient(problem, outputs, at):
    if problem.loss == "squared_error":
        difference = outputs - problem.targets
        return at.rounded(difference, difference, 4) * (2 / outputs.numel())
    _, terms, total = softmax(outputs, at)
    probabilities = terms / total
    truth = torch.nn.functional.one_hot(problem.targets).double()
    # The sum of the weights, the share and the product round, too.
    exact = (probabilities - truth) * row_shares(problem)
    return at.rounded(exact, (probabilities + truth) * row_shares(problem), len(outputs) + 4)


def mean_loss(problem, parameters, at):
    _, _, outputs = forward(problem, parameters, at)
    if problem.loss == "squared_error":
        terms = (outputs - problem.targets)**2 / outputs.numel()
        return at.rounded(terms, terms, len(outputs) + 5).sum()
    shifted, _, total = softmax(outputs, at)
    own = shifted.gather(1, problem.targets[:, None])
    logarithm = at.rounded(torch.log(total), torch.log(total), ELEMENTARY)
    terms = (logarithm - own) * row_shares(problem)
    magnitude = (logarithm.abs() + own.abs()) * row_shares(problem)
    return at.rounded(terms, magnitude, len(outputs) + 5).sum()


def gradients(problem, parameters, at):
    inputs, slopes, outputs = forward(problem, parameters, at)
    delta = output_gradient(problem, outputs, at)
    result = [None] * len(parameters)
    for layer in reversed(range(len(inputs))):
        result[2 * layer] = at.product(delta.T, inputs[layer])
        result[2 * layer + 1] = at.rounded(delta.sum(dim=0), delta.detach().abs().sum(dim=0), len(delta))
        if layer > 0:
            delta = at.product(delta, parameters[2 * layer]) * slopes[layer - 1]
            delta = at.rounded(delta, delta, 1)
    return result


def clipped(rule, gradient, at):
    if rule.clip == 0.0:
        return gradient
    norm = torch.sqrt(sum((part**2).sum() for part in gradient))
    clear_of_zero(norm - rule.clip)
    factor = torch.clamp(rule.clip / norm, max=1.0)
    factor = at.rounded(factor, factor, sum(part.numel() for part in gradient) + 4)
    return [at.rounded(part * factor, part * factor, 1) for part in gradient]


class Optimizer:
    def __init__(self, rule, parameters, at, scalar):
        self.rule, self.at, self.scalar, self.step = rule, at, scalar, 0
        self.first = [torch.zeros_like(parameter) for parameter in parameters]
        self.second = [torch.zeros_like(parameter) for parameter in parameters]

    def penalized(self, gradient, value):
        if self.rule.l1 > 0.0:
            clear_of_zero(value)
        exact = gradient + (self.rule.l1 * value.detach().sign() + self.rule.l2 * value)
        return self.at.rounded(exact, gradient.detach().abs() + self.rule.l1 + self.rule.l2 * value.abs(), 3)

    def updated(self, parameters, gradient):
        self.step += 1
        gradient = clipped(self.rule, gradient, self.at)
        betas = (self.rule.beta1, self.rule.beta2)
        self.corrections = [self.scalar(1 / (1 - beta**self.step)) for beta in betas]
        result = []
        for index, (value, own) in enumerate(zip(parameters, gradient)):
            is_weight = value.dim() == 2
            own = self.penalized(own, value) if is_weight and self.rule.l1 + self.rule.l2 > 0.0 else own
            change = self.by_momentum(index, own) if self.rule.optimizer == "sgd" else self.by_adam(index, own)
            kept = value * (1 - self.rule.learning_rate * self.rule.weight_decay) if is_weight else value
            result.append(self.at.rounded(kept - change, kept.detach().abs() + change.detach().abs(), 2))
        return result

    def by_momentum(self, index, gradient):
        mu, rounded = self.rule.momentum, self.at.rounded
        if mu == 0.0:
            return self.rule.learning_rate * gradient
        before = self.first[index]
        velocity = rounded(mu * before + gradient, mu * before.abs() + gradient.abs(), 2)
        self.first[index] = velocity
        if self.rule.nesterov:
            velocity = rounded(gradient + mu * velocity, gradient.abs() + mu * velocity.abs(), 2)
        return self.rule.learning_rate * velocity

    def by_adam(self, index, gradient):
        # At a gradient of exactly 0 the root has no slope; near it, it has one, but the change is not linear.
        if gradient.detach().abs().min() < 1e-5:
            raise Degenerate
        rule, rounded = self.rule, self.at.rounded
        old, new = rule.beta1 * self.first[index], (1 - rule.beta1) * gradient
        first = self.first[index] = rounded(old + new, old.abs() + new.abs(), 2)
        second = rule.beta2 * self.second[index] + (1 - rule.beta2) * gradient**2
        second = self.second[index] = rounded(second, second, 3)
        change = rule.learning_rate * first * self.corrections[0] / (
            torch.sqrt(second * self.corrections[1]) + rule.epsilon)
        return rounded(change, change, 8)


def run(problem, rule, start, scalar=float):
    """Adam's bias corrections are `scalar` of their fp64 values."""
    at = Perturbations()
    parameters = start
    optimizer = Optimizer(rule, parameters, at, scalar)
    recorded = []
    for step in range(1, max(RECORDED_STEPS) + 1):
        parameters = optimizer.updated(parameters, gradients(problem, parameters, at))
        if step in RECORDED_STEPS:
            loss = mean_loss(problem, parameters, at).reshape(1)
            results = torch.cat([parameter.flatten() for parameter in parameters] + [loss])
            recorded.append((results.detach().numpy(), at.effect(results)))
    return Run(*(numpy.stack(part) for part in zip(*recorded)))
