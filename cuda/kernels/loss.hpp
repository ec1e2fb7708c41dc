#pragma once

#include <cuda_bf16.h>

#include <cstdint>

#include "device/stream.hpp"
#include "glissade/loss.hpp"
#include "kernels/gather_batch.hpp"
#include "kernels/step_table.hpp"

namespace glissade::cuda {

/// What a loss leaves for each tile of rows, summed up by the update. All may be null where only the losses
/// are wanted.
struct LossPartials {
  double* losses;        ///< [tiles × LossTraits::sums]
  double* correct;       ///< [tiles], of classes only
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

/// The targets of the stored rows: numbers or classes, whichever the loss takes.
struct LossTargets {
  const float* numbers;  ///< [rows × columns]
  ClassWeights weights;
  const double* tile_weights;  ///< [tiles], Σ of the class weights; null without them
  float gradient_scale;        ///< LossTraits::gradient_scale of the batch, unless there are tile weights
};

/// gradients ← the derivatives of the rows' losses · weight · gradient_scale. One file a loss.
template <class T>
void squared_error(const Stream& stream, const StepTable& table, const RowTiles& tiles,
                   const LossPass<T>& pass, const LossTargets& targets);
template <class T>
void cross_entropy(const Stream& stream, const StepTable& table, const RowTiles& tiles,
                   const LossPass<T>& pass, const LossTargets& targets);

template <class T>
void loss_and_gradient(Loss loss, const Stream& stream, const StepTable& table, const RowTiles& tiles,
                       const LossPass<T>& pass, const LossTargets& targets) {
  switch (loss) {
    case Loss::squared_error:
      return squared_error(stream, table, tiles, pass, targets);
    case Loss::cross_entropy:
      return cross_entropy(stream, table, tiles, pass, targets);
  }
}

}  // namespace glissade::cuda
