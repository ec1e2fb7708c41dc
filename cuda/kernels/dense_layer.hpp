#pragma once

#include <cuda_bf16.h>

#include <cstdint>

#include "device/stream.hpp"
#include "glissade/activation.hpp"
#include "kernels/step_table.hpp"

namespace glissade::cuda {

/// outputs ← activation(pre_activations + bias), T float or bf16; both [rows × columns], the same memory
/// where both are float and `keeps_pre_activations` is not asked for. With it, the sum with the bias is
/// stored, too.
struct ActivationPass {
  Activation activation;
  bool keeps_pre_activations;
  std::uint64_t rows;
  std::uint64_t columns;
  const float* bias;
  float* pre_activations;
};

template <class T>
void add_bias_and_activate(const Stream& stream, const ActivationPass& pass, T* outputs);

/// gradients ← output_gradients · activation′, T float or bf16, the same memory where both are float; and of
/// each tile of rows the columns' sums, partial_sums[tiles × columns].
template <class T>
struct ActivationGradientPass {
  Activation activation;
  std::uint64_t columns;
  const float* pre_activations;  ///< with the bias, if the derivative needs them
  const T* outputs;
  const float* output_gradients;
  T* gradients;
  float* partial_sums;
};

template <class T>
void activation_gradient(const Stream& stream, const RowTiles& tiles, const ActivationGradientPass<T>& pass);

}  // namespace glissade::cuda
