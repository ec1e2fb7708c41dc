#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glissade/preprocessing.hpp"
#include "preprocessing/columns.hpp"
#include "preprocessing/statistics.hpp"

namespace glissade {

/// Targets of the rows of a selection, in its order.
struct FittedTargets {
  std::vector<std::int32_t> classes;  ///< classification; else empty
  std::uint64_t class_count = 0;
  std::vector<double> values;  ///< regression: [rows × outputs]
  std::uint64_t outputs = 0;
};

/// Univariate F-score of each feature: how much better than a constant it alone explains the targets.
/// Classes: the analysis of variance's. Regression: that of the correlation, the largest over several
/// targets. 0 for a feature that does not vary; infinite for one that explains all.
std::vector<double> f_scores(const Preprocessing& preprocessing, const Table& table, const RowSelection& rows,
                             std::span<const Moments> moments, const FittedTargets& targets, int threads);

/// Indices of the `count` highest scores, ascending; of equal scores the first.
std::vector<std::uint64_t> best_features(std::span<const double> scores, std::uint64_t count);

}  // namespace glissade
