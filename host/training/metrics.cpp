#include "glissade/metrics.hpp"

#include <algorithm>
#include <cmath>

#include "glissade/error.hpp"

namespace glissade {

namespace {

void check_shape(bool fits, std::size_t predictions, std::size_t targets) {
  if (!fits) {
    throw Error(ErrorKind::input, std::to_string(predictions) + " predictions do not fit " +
                                      std::to_string(targets) + " targets");
  }
}

/// 1 − Σ(y−ŷ)²/Σ(y−ȳ)² of one output; empty where the target does not vary.
std::optional<double> r_squared(std::span<const double> predictions, std::span<const double> targets,
                                std::uint64_t output, std::uint64_t outputs) {
  const std::uint64_t rows = targets.size() / outputs;
  double mean = 0.0;
  bool varies = false;
  // Relative to the first target, so that a constant one has exactly its value as its mean.
  for (std::uint64_t row = 0; row < rows; ++row) {
    const double difference = targets[row * outputs + output] - targets[output];
    mean += difference;
    varies = varies || difference != 0.0;
  }
  if (!varies) {
    return std::nullopt;
  }
  mean = targets[output] + mean / static_cast<double>(rows);
  // In units of the largest deviation, or the squares of very large or small numbers would not be numbers. A
  // power of two changes no other bit.
  double largest = 0.0;
  for (std::uint64_t i = output; i < targets.size(); i += outputs) {
    largest = std::max(largest, std::abs(targets[i] - mean));
  }
  const double unit = std::ldexp(1.0, std::clamp(-std::ilogb(largest), -1000, 1000));
  double residual = 0.0;
  double total = 0.0;
  for (std::uint64_t i = output; i < targets.size(); i += outputs) {
    const double error = (targets[i] - predictions[i]) * unit;
    const double deviation = (targets[i] - mean) * unit;
    residual += error * error;
    total += deviation * deviation;
  }
  return 1.0 - residual / total;
}

std::size_t largest(std::span<const float> logits) {
  return static_cast<std::size_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

/// log Σ exp(logit − maximum) + maximum.
double log_sum_exp(std::span<const float> logits) {
  const double maximum = static_cast<double>(logits[largest(logits)]);
  double sum = 0.0;
  for (const float logit : logits) {
    sum += std::exp(static_cast<double>(logit) - maximum);
  }
  return maximum + std::log(sum);
}

double divided(std::uint64_t part, std::uint64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::optional<double> share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? std::nullopt : std::optional(divided(part, whole));
}

ClassScores class_scores(const std::vector<std::vector<std::uint64_t>>& confusion, std::size_t index,
                         const std::string& label) {
  ClassScores scores;
  scores.label = label;
  const std::uint64_t hits = confusion[index][index];
  std::uint64_t predicted = 0;
  for (std::size_t other = 0; other < confusion.size(); ++other) {
    scores.support += confusion[index][other];
    predicted += confusion[other][index];
  }
  scores.precision = share(hits, predicted);
  scores.recall = share(hits, scores.support);
  scores.f1 = share(2 * hits, predicted + scores.support);
  return scores;
}

/// Every class by `weight(class)`, which sum to one.
template <class Weight>
AverageScores average(std::span<const ClassScores> classes, Weight weight) {
  AverageScores scores;
  for (const ClassScores& one : classes) {
    scores.precision += weight(one) * one.precision.value_or(0.0);
    scores.recall += weight(one) * one.recall.value_or(0.0);
    scores.f1 += weight(one) * one.f1.value_or(0.0);
  }
  return scores;
}

/// Probability that a row of the second class scores above one of the first, a tie counting half: from the
/// ranks of the scores (Mann and Whitney), rows of equal score sharing the mean of their ranks.
std::optional<double> area_under_curve(std::span<const float> logits, std::span<const std::int32_t> classes) {
  std::vector<std::pair<double, bool>> scores;
  for (std::size_t row = 0; row < classes.size(); ++row) {
    // Grows with the probability, and keeps apart what a probability would round to 1.
    const double score = static_cast<double>(logits[2 * row + 1]) - static_cast<double>(logits[2 * row]);
    if (std::isnan(score)) {
      return std::nullopt;
    }
    scores.emplace_back(score, classes[row] == 1);
  }
  std::sort(scores.begin(), scores.end());
  double rank_sum = 0.0;
  double positives = 0.0;
  for (std::size_t first = 0; first < scores.size();) {
    std::size_t last = first;
    double tied_positives = 0.0;
    for (; last < scores.size() && scores[last].first == scores[first].first; ++last) {
      tied_positives += scores[last].second ? 1.0 : 0.0;
    }
    // Ranks count from one.
    rank_sum += tied_positives * (static_cast<double>(first + 1 + last) / 2.0);
    positives += tied_positives;
    first = last;
  }
  const double negatives = static_cast<double>(scores.size()) - positives;
  if (positives == 0.0 || negatives == 0.0) {
    return std::nullopt;
  }
  return (rank_sum - positives * (positives + 1.0) / 2.0) / (positives * negatives);
}

/// Confusion, loss and accuracy.
void count_rows(std::span<const float> logits, std::span<const std::int32_t> classes, std::size_t outputs,
                ClassificationMetrics& metrics) {
  std::uint64_t correct = 0;
  for (std::size_t row = 0; row < classes.size(); ++row) {
    const std::span<const float> scores = logits.subspan(row * outputs, outputs);
    if (classes[row] < 0 || static_cast<std::size_t>(classes[row]) >= outputs) {
      throw Error(ErrorKind::input, "row " + std::to_string(row + 1) + " has class index " +
                                        std::to_string(classes[row]) + " of " + std::to_string(outputs) +
                                        " classes");
    }
    const auto label = static_cast<std::size_t>(classes[row]);
    const std::size_t predicted = largest(scores);
    ++metrics.confusion[label][predicted];
    correct += label == predicted ? 1 : 0;
    metrics.loss += log_sum_exp(scores) - static_cast<double>(scores[label]);
  }
  if (metrics.rows > 0) {
    metrics.loss /= static_cast<double>(metrics.rows);
    metrics.accuracy = divided(correct, metrics.rows);
  }
}

TargetMetrics target_metrics(std::span<const double> predictions, std::span<const double> targets,
                             std::uint64_t output, std::uint64_t outputs) {
  TargetMetrics metrics;
  for (std::size_t i = output; i < targets.size(); i += outputs) {
    const double difference = predictions[i] - targets[i];
    metrics.mse += difference * difference;
    metrics.mae += std::abs(difference);
  }
  const std::uint64_t count = targets.size() / outputs;
  const auto rows = static_cast<double>(count);
  metrics.mse /= rows;
  metrics.mae /= rows;
  metrics.rmse = std::sqrt(metrics.mse);
  metrics.r2 = r_squared(predictions, targets, output, outputs);
  return metrics;
}

}  // namespace

RegressionMetrics regression_metrics(std::span<const double> predictions, std::span<const double> targets,
                                     std::span<const std::string> target_names) {
  const std::uint64_t outputs = target_names.size();
  check_shape(outputs > 0 && predictions.size() == targets.size() && targets.size() % outputs == 0,
              predictions.size(), targets.size());
  RegressionMetrics metrics;
  metrics.rows = targets.size() / outputs;
  if (metrics.rows == 0) {
    return metrics;
  }
  metrics.r2 = 0.0;
  for (std::uint64_t output = 0; output < outputs; ++output) {
    TargetMetrics one = target_metrics(predictions, targets, output, outputs);
    one.target = target_names[output];
    const double share = 1.0 / static_cast<double>(outputs);
    metrics.mse += one.mse * share;
    metrics.mae += one.mae * share;
    metrics.r2 = metrics.r2 && one.r2 ? std::optional(*metrics.r2 + *one.r2 * share) : std::nullopt;
    metrics.targets.push_back(std::move(one));
  }
  metrics.rmse = std::sqrt(metrics.mse);
  if (outputs == 1) {
    metrics.targets.clear();
  }
  return metrics;
}

ClassificationMetrics classification_metrics(std::span<const float> logits,
                                             std::span<const std::int32_t> classes,
                                             std::span<const std::string> class_names) {
  const std::size_t outputs = class_names.size();
  check_shape(outputs > 0 && logits.size() % outputs == 0 && logits.size() / outputs == classes.size(),
              outputs == 0 ? 0 : logits.size() / outputs, classes.size());
  ClassificationMetrics metrics;
  metrics.rows = classes.size();
  metrics.confusion.assign(outputs, std::vector<std::uint64_t>(outputs));
  count_rows(logits, classes, outputs, metrics);
  for (std::size_t i = 0; i < outputs; ++i) {
    metrics.classes.push_back(class_scores(metrics.confusion, i, class_names[i]));
  }
  // Every row is one prediction of one class, so over all rows these three are the same.
  metrics.micro = {metrics.accuracy, metrics.accuracy, metrics.accuracy};
  // A class that is neither in the rows nor predicted says nothing of the model.
  const auto occurs = [](const ClassScores& one) { return one.support > 0 || one.precision; };
  const auto occurring = static_cast<double>(std::ranges::count_if(metrics.classes, occurs));
  metrics.macro =
      average(metrics.classes, [&](const ClassScores& one) { return occurs(one) ? 1.0 / occurring : 0.0; });
  if (metrics.rows > 0) {
    metrics.weighted =
        average(metrics.classes, [&](const ClassScores& one) { return divided(one.support, metrics.rows); });
  }
  if (outputs == 2) {
    metrics.roc_auc = area_under_curve(logits, classes);
  }
  return metrics;
}

void softmax(std::span<const float> logits, std::span<double> probabilities) {
  const double maximum = logits.empty() ? 0.0 : static_cast<double>(logits[largest(logits)]);
  double sum = 0.0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    probabilities[i] = std::exp(static_cast<double>(logits[i]) - maximum);
    sum += probabilities[i];
  }
  for (double& probability : probabilities.first(logits.size())) {
    probability /= sum;
  }
}

}  // namespace glissade
