#pragma once

#include <cuda_bf16.h>

#include <cstdint>

#include "device/stream.hpp"
#include "kernels/gather_batch.hpp"
#include "kernels/step_table.hpp"

namespace glissade::cuda {

/// What a loss leaves for each tile of rows, summed up by the update. All may be null where only the losses
/// are wanted.
struct LossPartials {
  double* losses;        ///< [tiles × losses]
  double* correct;       ///< [tiles], classification only
  float* bias_gradient;  ///< [tiles × columns]
};

/// Adds the bias to the outputs, in place, and from them makes loss and gradient. T, float or bf16, is what
/// the gradient is stored as. `rows` names each row of the batch; null: natural order.
template <class T>
struct LossPass {
  std::uint64_t columns;
  const float* bias;
  float* outputs;  ///< [batch rows × columns]
  T* gradients;    ///< [batch rows × columns]
  const std::uint64_t* rows;
  LossPartials partials;
};

/// Softmax and cross-entropy: (softmax − onehot) · weight/Σ weights.
struct ClassTargets {
  ClassWeights weights;
  const double* tile_weights;  ///< [tiles]; null without class weights
  float inverse_weight;        ///< without class weights: 1 / batch rows
};

template <class T>
void cross_entropy(const Stream& stream, const StepTable& table, const RowTiles& tiles,
                   const LossPass<T>& pass, const ClassTargets& targets);

/// Squared error: (outputs − targets) · scale, targets [rows × columns].
template <class T>
void squared_error(const Stream& stream, const StepTable& table, const RowTiles& tiles,
                   const LossPass<T>& pass, const float* targets, float scale);

}  // namespace glissade::cuda
