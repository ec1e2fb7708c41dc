#pragma once

#include <algorithm>
#include <cstdint>

#include "backends/cpu/lanes.hpp"
#include "backends/cpu/loss_kernel.hpp"
#include "glissade/numeric/elementary.hpp"

/// Softmax and cross-entropy: the gradient is (softmax(logits) − onehot) · weight · gradient_scale.
namespace glissade::cpu {
namespace softmax {

/// The position of the largest logit of a row (the first of equals), and the row with it subtracted; in place
/// or not.
[[gnu::always_inline]] inline std::uint64_t subtract_largest(const float* logits, std::uint64_t columns,
                                                             float* shifted) {
  std::uint64_t position = 0;
  for (std::uint64_t column = 1; column < columns; ++column) {
    if (logits[column] > logits[position])
      position = column;
  }
  const float largest = logits[position];
#pragma omp simd
  for (std::uint64_t column = 0; column < columns; ++column)
    shifted[column] = logits[column] - largest;
  return position;
}

[[gnu::always_inline]] inline void row_by_row(const Block& logits, const LossTargets& targets,
                                              float* gradients, LossTotals& totals) {
  const std::uint64_t columns = logits.columns;
  for (std::uint64_t row = 0; row < logits.rows; ++row) {
    const auto true_class = static_cast<std::uint64_t>(targets.classes[row]);
    const double weight = targets.class_weights.empty() ? 1.0 : targets.class_weights[true_class];
    const std::uint64_t predicted =
        subtract_largest(logits.data + row * columns, columns, gradients + row * columns);
    // The exponentials of the whole block follow in one pass; until then the loss is the part outside the
    // logarithm.
    totals.loss[0] -= weight * gradients[row * columns + true_class];
    totals.weight += weight;
    totals.correct += predicted == true_class ? 1 : 0;
  }
#pragma omp simd
  for (std::uint64_t index = 0; index < logits.size(); ++index)
    gradients[index] = exp_float(gradients[index]);
  for (std::uint64_t row = 0; row < logits.rows; ++row) {
    float* const row_values = gradients + row * columns;
    const auto true_class = static_cast<std::uint64_t>(targets.classes[row]);
    const float weight = targets.class_weights.empty() ? 1.0f : targets.class_weights[true_class];
    const float sum = sum_of(row_values, columns);
    totals.loss[0] += static_cast<double>(weight) * log_float(sum);
    const float scale = weight * targets.gradient_scale;
    const float own = (row_values[true_class] / sum - 1.0f) * scale;
#pragma omp simd
    for (std::uint64_t column = 0; column < columns; ++column)
      row_values[column] = row_values[column] / sum * scale;
    row_values[true_class] = own;
  }
}

// Beyond these a row alone keeps the lanes busy.
constexpr std::uint64_t most_columns_abreast = 2 * lane_count;

/// Rows of few classes side by side, each in a lane of its own: what one row would wait for, sixteen do at
/// once. Lanes without a row hold zeros.
struct RowsAbreast {
  std::uint64_t rows;
  std::uint64_t columns;
  alignas(64) float values[most_columns_abreast][lane_count];  ///< [column][row]
  alignas(64) std::int32_t classes[lane_count];
  alignas(64) std::int32_t predicted[lane_count];
  alignas(64) float own_logits[lane_count];  ///< less the largest of the row
  alignas(64) float sums[lane_count];        ///< of the exponentials
  alignas(64) float logarithms[lane_count];
  alignas(64) float weights[lane_count];
};

[[gnu::always_inline]] inline void take_rows(RowsAbreast& abreast, const float* logits,
                                             const LossTargets& targets, std::uint64_t first) {
  for (std::uint64_t lane = 0; lane < lane_count; ++lane) {
    const bool has_row = lane < abreast.rows;
    for (std::uint64_t column = 0; column < abreast.columns; ++column)
      abreast.values[column][lane] = has_row ? logits[(first + lane) * abreast.columns + column] : 0.0f;
    abreast.classes[lane] = has_row ? targets.classes[first + lane] : 0;
    abreast.weights[lane] = targets.class_weights.empty()
                                ? 1.0f
                                : targets.class_weights[static_cast<std::size_t>(abreast.classes[lane])];
  }
}

[[gnu::always_inline]] inline void exponentials(RowsAbreast& abreast) {
  alignas(64) float largest[lane_count];
#pragma omp simd
  for (std::uint64_t lane = 0; lane < lane_count; ++lane) {
    largest[lane] = abreast.values[0][lane];
    abreast.predicted[lane] = 0;
    abreast.own_logits[lane] = 0.0f;
    abreast.sums[lane] = 0.0f;
  }
  for (std::uint64_t column = 1; column < abreast.columns; ++column) {
#pragma omp simd
    for (std::uint64_t lane = 0; lane < lane_count; ++lane) {
      const bool is_larger = abreast.values[column][lane] > largest[lane];
      largest[lane] = is_larger ? abreast.values[column][lane] : largest[lane];
      abreast.predicted[lane] = is_larger ? static_cast<std::int32_t>(column) : abreast.predicted[lane];
    }
  }
  for (std::uint64_t column = 0; column < abreast.columns; ++column) {
#pragma omp simd
    for (std::uint64_t lane = 0; lane < lane_count; ++lane) {
      const float shifted = abreast.values[column][lane] - largest[lane];
      const bool is_own = abreast.classes[lane] == static_cast<std::int32_t>(column);
      abreast.own_logits[lane] = is_own ? shifted : abreast.own_logits[lane];
      abreast.values[column][lane] = exp_float(shifted);
      abreast.sums[lane] += abreast.values[column][lane];
    }
  }
}

[[gnu::always_inline]] inline void gradients_of(RowsAbreast& abreast, float gradient_scale) {
#pragma omp simd
  for (std::uint64_t lane = 0; lane < lane_count; ++lane)
    abreast.logarithms[lane] = log_float(abreast.sums[lane]);
  for (std::uint64_t column = 0; column < abreast.columns; ++column) {
#pragma omp simd
    for (std::uint64_t lane = 0; lane < lane_count; ++lane) {
      const float probability = abreast.values[column][lane] / abreast.sums[lane];
      const bool is_own = abreast.classes[lane] == static_cast<std::int32_t>(column);
      abreast.values[column][lane] =
          (is_own ? probability - 1.0f : probability) * (abreast.weights[lane] * gradient_scale);
    }
  }
}

[[gnu::always_inline]] inline void give_rows(const RowsAbreast& abreast, std::uint64_t first,
                                             float* gradients, LossTotals& totals) {
  for (std::uint64_t row = 0; row < abreast.rows; ++row) {
    for (std::uint64_t column = 0; column < abreast.columns; ++column)
      gradients[(first + row) * abreast.columns + column] = abreast.values[column][row];
    const double weight = abreast.weights[row];
    totals.loss[0] += weight * abreast.logarithms[row] - weight * abreast.own_logits[row];
    totals.weight += weight;
    totals.correct += abreast.predicted[row] == abreast.classes[row] ? 1 : 0;
  }
}

}  // namespace softmax

[[gnu::always_inline]] inline void cross_entropy(const Block& logits, const LossTargets& targets,
                                                 float* gradients, LossTotals& totals) {
  using namespace softmax;
  if (logits.columns > most_columns_abreast)
    return row_by_row(logits, targets, gradients, totals);
  RowsAbreast abreast;
  abreast.columns = logits.columns;
  for (std::uint64_t first = 0; first < logits.rows; first += lane_count) {
    abreast.rows = std::min<std::uint64_t>(lane_count, logits.rows - first);
    take_rows(abreast, logits.data, targets, first);
    exponentials(abreast);
    gradients_of(abreast, targets.gradient_scale);
    give_rows(abreast, first, gradients, totals);
  }
}

}  // namespace glissade::cpu
