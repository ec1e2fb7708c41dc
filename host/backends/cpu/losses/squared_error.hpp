#pragma once

#include <cstdint>

#include "backends/cpu/loss_kernel.hpp"

namespace glissade::cpu {

[[gnu::always_inline]] inline void squared_error(const Block& outputs, const LossTargets& targets,
                                                 float* gradients, LossTotals& totals) {
  // A copy, which no write to the gradients can change.
  const float scale = targets.gradient_scale;
  for (std::uint64_t row = 0; row < outputs.rows; ++row) {
    for (std::uint64_t column = 0; column < outputs.columns; ++column) {
      const std::uint64_t index = row * outputs.columns + column;
      const float residual = outputs.data[index] - targets.numbers[index];
      gradients[index] = residual * scale;
      // The square in fp32, so that an overflow shows as a loss that is not finite.
      totals.loss[column] += static_cast<double>(residual * residual);
    }
  }
  totals.weight += static_cast<double>(outputs.rows);
}

}  // namespace glissade::cpu
