"""Reports on awkward predictions, by scikit-learn."""
import numpy
from sklearn import metrics


def report(logits, classes):
    labels = range(logits.shape[1])
    predicted = logits.argmax(axis=1)
    exponentials = numpy.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)

    def scores(average):
        # By class of all; averages over those that occur, which is scikit-learn's default.
        return metrics.precision_recall_fscore_support(classes, predicted, labels=None if average else labels,
                                                       average=average, zero_division=0)

    averages = [scores(average)[:3] for average in ("micro", "macro", "weighted")]
    area = metrics.roc_auc_score(classes, logits[:, 1] - logits[:, 0]) if logits.shape[1] == 2 else -1.0
    return {
        "logits": logits.astype("<f4"),
        "classes": classes.astype("u1"),
        "confusion": metrics.confusion_matrix(classes, predicted, labels=labels).astype("<f8"),
        "by_class": numpy.stack(scores(None), axis=1).astype("<f8"),
        "averages": numpy.array(averages, dtype="<f8"),
        "totals": numpy.array([[metrics.accuracy_score(classes, predicted),
                                metrics.log_loss(classes, probabilities, labels=labels), area]], dtype="<f8"),
    }


def several_classes():
    """Class 1 is never predicted, class 3 has no support, class 5 neither."""
    random = numpy.random.RandomState(3)
    logits = numpy.round(random.standard_normal((60, 6)) * 64) / 64
    classes = random.choice([0, 1, 2, 4], size=60, p=[0.5, 0.25, 0.125, 0.125])
    logits[numpy.arange(60), classes] += 0.75
    logits[:, [1, 5]] -= 6
    return logits, classes


def two_classes():
    """Unbalanced, and on a grid so coarse that many scores tie."""
    random = numpy.random.RandomState(4)
    classes = (random.standard_normal(50) > 1).astype(int)
    # Above 0, so that no two logits of a row are equal: which class they stand for is a convention.
    margin = numpy.round(random.standard_normal(50) * 2 + 2 * classes - 1) / 2 + 0.25
    return numpy.stack([-0.5 * margin, 0.5 * margin], axis=1), classes


def regression():
    """Targets of different size and mean, predictions of different quality: one worse than the mean."""
    random = numpy.random.RandomState(5)
    targets = random.standard_normal((40, 3)) * [1, 100, 0.01] + [0, 1000, 0.125]
    noise = random.standard_normal((40, 3)) * [0.25, 200, 0.005]
    return targets + noise, targets


def make(folder):
    arrays = {}
    for name, (logits, classes) in (("several_classes", several_classes()), ("two_classes", two_classes())):
        arrays |= {f"{name}.{part}": array for part, array in report(logits, classes).items()}
    predictions, targets = regression()
    error = metrics.mean_squared_error(targets, predictions)
    totals = [error, numpy.sqrt(error), metrics.mean_absolute_error(targets, predictions),
              metrics.r2_score(targets, predictions)]
    return arrays | {"scored_regression.predictions": predictions.astype("<f8"),
                     "scored_regression.targets": targets.astype("<f8"),
                     "scored_regression.totals": numpy.array([totals], dtype="<f8")}
