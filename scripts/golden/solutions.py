"""Least squares and ridge regression by scikit-learn, with how far roundings can take a solution of the normal
equations.

With m rows, n features, A the features, N = A'A of the centred ones, d the norms of the columns of A: the computed
solution solves (N + E) w = A'b + e, where |E| <= (m + 3n + 3) u d d' (m + 3 roundings of N, 3n + 1 of its Cholesky
factors and the substitution, Higham 2002, theorem 10.4, whose |R'||R| is at most d d') and |e| <= (m + 3) u d |b|. So,
to first order, |w - exact| <= |inverse of N| (|E||w| + |e|). The penalty adds to the diagonal of N."""
import numpy
from sklearn.linear_model import LinearRegression, Ridge


def problem():
    random = numpy.random.RandomState(6)
    features = numpy.round(random.standard_normal((40, 5)) * [1, 2, 0.5, 1, 3] * 64) / 64 + [0, 1, -0.5, 2, 0]
    features[:, 3] += features[:, 0]
    targets = features @ random.standard_normal((5, 2)) + random.standard_normal((40, 2)) + [3, -1]
    return features, numpy.round(targets * 64) / 64


def roundings(features, targets, penalty, weights, biases):
    """Like [weights, biases], in units of u."""
    m, n = features.shape
    centred = features - features.mean(axis=0)
    normal = centred.T @ centred + penalty * numpy.eye(n)
    d = numpy.sqrt((features**2).sum(axis=0) + penalty)
    b = numpy.sqrt((targets**2).sum(axis=0))
    forces = numpy.outer((m + 3 * n + 4) * (numpy.abs(weights) @ d) + (m + 3) * b, d)
    by_weight = forces @ numpy.abs(numpy.linalg.inv(normal))
    mean = numpy.abs(features.mean(axis=0))
    magnitude = numpy.abs(targets).mean(axis=0) + numpy.abs(weights) @ numpy.abs(features).mean(axis=0)
    by_bias = by_weight @ mean + (m + n + 3) * magnitude
    return numpy.concatenate([by_weight, by_bias[:, None]], axis=1)


def make(folder):
    features, targets = problem()
    arrays = {"solved.features": features.astype("<f4"), "solved.targets": targets.astype("<f4")}
    for name, l2 in (("least_squares", 0.0), ("ridge", 0.25)):
        # Glissade's objective is the mean over rows and outputs, plus (l2/2) times the sum of squares.
        penalty = l2 / 2 * targets.size
        model = Ridge(alpha=penalty, solver="svd") if l2 > 0.0 else LinearRegression()
        model.fit(features, targets)
        expected = numpy.concatenate([model.coef_, model.intercept_[:, None]], axis=1)
        arrays[f"{name}.expected"] = expected.astype("<f8")
        arrays[f"{name}.roundings"] = roundings(features, targets, penalty, model.coef_, model.intercept_).astype("<f8")
    return arrays
