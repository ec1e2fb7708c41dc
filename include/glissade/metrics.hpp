#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace glissade {

/// One of several targets, in its own unit.
struct TargetMetrics {
  std::string target;
  double mse = 0.0;
  double rmse = 0.0;
  double mae = 0.0;
  std::optional<double> r2;  ///< as of RegressionMetrics
};

/// In the targets' own units. With several targets: mse, rmse and mae over all elements, r2 the mean of the
/// targets'.
struct RegressionMetrics {
  std::uint64_t rows = 0;
  double mse = 0.0;
  double rmse = 0.0;
  double mae = 0.0;
  /// 1 − Σ(y−ŷ)²/Σ(y−ȳ)²; empty where a target does not vary.
  std::optional<double> r2;
  std::vector<TargetMetrics> targets = {};  ///< of several; empty for one
};

struct ClassScores {
  std::string label;
  std::optional<double> precision;  ///< empty where nothing was predicted so
  std::optional<double> recall;     ///< empty where no row is of the class
  std::optional<double> f1;
  std::uint64_t support = 0;
};

struct AverageScores {
  double precision = 0.0;
  double recall = 0.0;
  double f1 = 0.0;
};

struct ClassificationMetrics {
  std::uint64_t rows = 0;
  double loss = 0.0;  ///< mean cross-entropy, unweighted
  double accuracy = 0.0;
  std::vector<ClassScores> classes;
  /// An undefined score counts as 0; `macro` leaves out classes that are neither in the rows nor predicted.
  AverageScores micro, macro, weighted;
  std::vector<std::vector<std::uint64_t>> confusion;  ///< [true class][predicted class]
  std::optional<double> roc_auc;  ///< two classes, both present; score of the second class
};

using Evaluation = std::variant<RegressionMetrics, ClassificationMetrics>;

/// `predictions` and `targets`: [rows × target_names.size()], row-major, in own units.
RegressionMetrics regression_metrics(std::span<const double> predictions, std::span<const double> targets,
                                     std::span<const std::string> target_names);

/// `logits`: [rows × class_names.size()], row-major.
ClassificationMetrics classification_metrics(std::span<const float> logits,
                                             std::span<const std::int32_t> classes,
                                             std::span<const std::string> class_names);

/// Softmax of one row of logits, the maximum subtracted, in fp64.
void softmax(std::span<const float> logits, std::span<double> probabilities);

}  // namespace glissade
