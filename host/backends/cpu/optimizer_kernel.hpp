#pragma once

#include <cstdint>

#include "glissade/optimizer.hpp"
#include "numeric/instruction_set.hpp"

namespace glissade::cpu {

/// A run of elements of one tensor, updated in place.
struct UpdateSlice {
  float* values;
  float* first_moment;   ///< null where the optimizer has none
  float* second_moment;  ///< null where the optimizer has none
  const float* gradients;
  std::uint64_t count;
  bool is_bias;  ///< no penalty, no decay
};

struct UpdateRule {
  const OptimizerOptions& options;
  const StepScalars& scalars;
  float gradient_scale;  ///< from clipping; 1 without
};

/// Applies the rule of glissade/optimizer.hpp. An element whose new value or moment is not finite keeps the
/// old ones; returns whether there was one.
using UpdateKernel = bool (*)(const UpdateRule&, const UpdateSlice&);

UpdateKernel update_kernel(const OptimizerOptions& options, InstructionSet instruction_set);

/// Σ values², in fp64: fp32 would overflow where clipping is needed most.
using SquaredNormKernel = double (*)(const float* values, std::uint64_t count);

SquaredNormKernel squared_norm_kernel(InstructionSet instruction_set);

}  // namespace glissade::cpu
