#pragma once

#include <cstdint>
#include <vector>

#include "glissade/metrics.hpp"
#include "report/text_table.hpp"

namespace glissade {

/// Rows of one class that were taken for another.
struct Mistake {
  std::size_t truth = 0;
  std::size_t predicted = 0;
  std::uint64_t rows = 0;
};

/// The part that is shown of many classes.
inline constexpr std::size_t widest_confusion = 20;  ///< classes of a matrix
inline constexpr std::size_t most_mistakes = 30;     ///< in place of a larger one
inline constexpr std::size_t most_class_scores = 100;

/// The most frequent first.
std::vector<Mistake> mistakes_of(const ClassificationMetrics& metrics);

TextTable mistake_table(const ClassificationMetrics& metrics, const std::vector<Mistake>& mistakes);

/// The share of a class's rows; 0 where it has none.
double share_of(std::uint64_t rows, std::uint64_t support);

/// So many classes with the lowest F1, the lowest first.
std::vector<ClassScores> worst_classes(const ClassificationMetrics& metrics, std::size_t count);

}  // namespace glissade
