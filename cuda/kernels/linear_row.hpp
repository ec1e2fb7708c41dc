#pragma once

#include <cuda_runtime.h>

#include "glissade/numeric/conversion.hpp"
#include "kernels/block_sum.hpp"
#include "kernels/linear_gradient.hpp"

/// What the three kernels of linear regression share. Each thread holds some columns of weights, row and
/// gradient in registers; they differ in how many threads share a row.
namespace glissade::cuda {

__device__ __forceinline__ float linear_feature(const StoredFeatures& stored, std::uint64_t row,
                                                std::uint64_t column) {
  const std::uint64_t index = row * stored.columns + column;
  return stored.bytes == nullptr
             ? stored.floats[index]
             : feature_from_byte(stored.bytes[index], stored.scale[column], stored.shift[column]);
}

/// Which training row stands at a place of the batch.
class LinearRows {
 public:
  __device__ explicit LinearRows(const LinearPass& pass)
      : is_natural_(pass.is_natural_order),
        position_(pass.table.next_entry().first_position),
        order_(pass.table.next_entry().order) {}

  __device__ std::uint64_t operator()(std::uint64_t index) const {
    return is_natural_ ? index : order_(position_ + index);
  }

 private:
  bool is_natural_;
  std::uint64_t position_;
  Permutation order_;
};

struct LinearResidual {
  float scaled;
  double square;
};

/// From a row's prediction to its part in the loss and the gradient, by one of the threads that share it.
__device__ __forceinline__ LinearResidual linear_residual(const LinearPass& pass, std::uint64_t row,
                                                          float output) {
  const float residual = output - pass.targets[row];
  // The square in fp32, so that an overflow shows as a loss that is not finite.
  return {residual * pass.gradient_scale, static_cast<double>(residual * residual)};
}

__device__ __forceinline__ void keep_residual(const LinearPass& pass, std::uint64_t index, std::uint64_t row,
                                              float output, float scaled) {
  if (pass.outputs == nullptr)
    return;
  pass.rows[index] = row;
  pass.outputs[index] = output;
  pass.output_gradients[index] = scaled;
}

}  // namespace glissade::cuda
