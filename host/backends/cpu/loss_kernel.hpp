#pragma once

#include <cstdint>
#include <span>

#include "backends/cpu/block.hpp"
#include "glissade/loss.hpp"
#include "numeric/instruction_set.hpp"

namespace glissade::cpu {

/// The targets of a block's rows: numbers or classes, whichever the loss takes.
struct LossTargets {
  const float* numbers;                  ///< [rows × columns]
  const std::int32_t* classes;           ///< [rows]
  std::span<const float> class_weights;  ///< of each class; empty: all 1
  float gradient_scale;                  ///< LossTraits::gradient_scale of the batch
};

/// Totals of one block of rows, added to.
struct LossTotals {
  double* loss;  ///< LossTraits::sums
  double weight = 0.0;
  std::uint64_t correct = 0;
};

/// gradients ← the derivatives of the rows' losses · weight · gradient_scale, adding losses, weights and
/// correct rows to the totals on the way. `gradients` may be the memory of the outputs.
using LossKernel = void (*)(const Block& outputs, const LossTargets& targets, float* gradients,
                            LossTotals& totals);

LossKernel loss_kernel(Loss loss, InstructionSet instruction_set);

}  // namespace glissade::cpu
