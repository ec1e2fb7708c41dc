#pragma once

#include <cstdint>

#include "backends/cpu/block.hpp"
#include "glissade/activation.hpp"
#include "numeric/instruction_set.hpp"

namespace glissade::cpu {

/// The passes over memory between two GEMMs, compiled for one instruction set.
struct ElementwiseKernels {
  /// values ← values + bias, bias [values.stride]; outputs ← activation(values), laid out as they are; may be
  /// the same memory.
  void (*add_bias_and_activate)(Activation activation, const Block& values, const float* bias,
                                float* outputs);
  /// gradients ← gradients · activation′; reads `pre_activations` if the derivative needs them, else
  /// `outputs`.
  void (*activation_gradient)(Activation activation, const float* pre_activations, const float* outputs,
                              const Block& gradients);
  /// sums ← Σ over rows, in row order; [columns].
  void (*column_sums)(const Block& values, float* sums);
  /// features ← byte · scale + shift, for one row.
  void (*convert_bytes)(const std::uint8_t* bytes, const float* scale, const float* shift,
                        std::uint64_t columns, float* features);
};

ElementwiseKernels elementwise_kernels(InstructionSet instruction_set);

}  // namespace glissade::cpu
