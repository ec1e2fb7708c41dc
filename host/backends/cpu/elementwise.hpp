#pragma once

#include <cstdint>
#include <span>

#include "glissade/network.hpp"
#include "numeric/instruction_set.hpp"

namespace glissade::cpu {

/// [rows × columns], row-major, contiguous.
struct Block {
  float* data;
  std::uint64_t rows;
  std::uint64_t columns;

  std::uint64_t size() const { return rows * columns; }
};

/// What softmax and cross-entropy need to know of the rows of a block.
struct ClassTargets {
  const std::int32_t* classes;           ///< [rows]
  std::span<const float> class_weights;  ///< empty: all 1
  float inverse_weight;                  ///< 1 / Σ weights of the batch
};

/// Totals of one block of rows, added to.
struct LossTotals {
  double* loss;  ///< one per output (squared error), or one (cross-entropy)
  double weight = 0.0;
  std::uint64_t correct = 0;
};

/// The passes over memory between two GEMMs, compiled for one instruction set.
struct ElementwiseKernels {
  /// values ← values + bias, bias [columns].
  void (*add_bias)(const Block& values, const float* bias);
  /// outputs ← activation(values); may be the same memory. Not for identity.
  void (*activate)(Activation activation, const Block& values, float* outputs);
  /// gradients ← gradients · activation′; `pre_activations` is read for gelu only, `outputs` for the others.
  void (*activation_gradient)(Activation activation, const float* pre_activations, const float* outputs,
                              const Block& gradients);
  /// gradients ← (softmax(logits) − onehot) · weight · inverse_weight, adding the loss on the way.
  void (*cross_entropy)(const Block& logits, const ClassTargets& targets, float* gradients,
                        LossTotals& totals);
  /// gradients ← (outputs − targets) · scale, adding the squares on the way.
  void (*squared_error)(const Block& outputs, const float* targets, float scale, float* gradients,
                        LossTotals& totals);
  /// sums ← Σ over rows, in row order; [columns].
  void (*column_sums)(const Block& values, float* sums);
  /// features ← byte · scale + shift, for one row.
  void (*convert_bytes)(const std::uint8_t* bytes, const float* scale, const float* shift,
                        std::uint64_t columns, float* features);
};

ElementwiseKernels elementwise_kernels(InstructionSet instruction_set);

}  // namespace glissade::cpu
