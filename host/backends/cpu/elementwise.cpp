#include "backends/cpu/elementwise.hpp"

#include <cmath>

#include "backends/cpu/cross_entropy.hpp"
#include "glissade/numeric/activation.hpp"
#include "glissade/numeric/conversion.hpp"

namespace glissade::cpu {
namespace {

[[gnu::always_inline]] inline void add_bias(const Block& values, const float* bias) {
  for (std::uint64_t row = 0; row < values.rows; ++row) {
    float* const row_values = values.data + row * values.columns;
#pragma omp simd
    for (std::uint64_t column = 0; column < values.columns; ++column)
      row_values[column] += bias[column];
  }
}

template <Activation activation>
[[gnu::always_inline]] inline void activate_as(const Block& values, float* outputs) {
#pragma omp simd
  for (std::uint64_t index = 0; index < values.size(); ++index) {
    outputs[index] = activate<activation>(values.data[index]);
  }
}

[[gnu::always_inline]] inline void activate_block(Activation activation, const Block& values,
                                                  float* outputs) {
  switch (activation) {
    case Activation::relu:
      return activate_as<Activation::relu>(values, outputs);
    case Activation::gelu:
      return activate_as<Activation::gelu>(values, outputs);
    case Activation::tanh:
      return activate_as<Activation::tanh>(values, outputs);
    case Activation::sigmoid:
      return activate_as<Activation::sigmoid>(values, outputs);
    case Activation::identity:
      return activate_as<Activation::identity>(values, outputs);
  }
}

template <Activation activation>
[[gnu::always_inline]] inline void gradient_as(const float* pre_activations, const float* outputs,
                                               const Block& gradients) {
#pragma omp simd
  for (std::uint64_t index = 0; index < gradients.size(); ++index) {
    const float pre_activation = activation == Activation::gelu ? pre_activations[index] : 0.0f;
    gradients.data[index] *= activation_derivative<activation>(pre_activation, outputs[index]);
  }
}

[[gnu::always_inline]] inline void activation_gradient(Activation activation, const float* pre_activations,
                                                       const float* outputs, const Block& gradients) {
  switch (activation) {
    case Activation::relu:
      return gradient_as<Activation::relu>(pre_activations, outputs, gradients);
    case Activation::gelu:
      return gradient_as<Activation::gelu>(pre_activations, outputs, gradients);
    case Activation::tanh:
      return gradient_as<Activation::tanh>(pre_activations, outputs, gradients);
    case Activation::sigmoid:
      return gradient_as<Activation::sigmoid>(pre_activations, outputs, gradients);
    case Activation::identity:
      return;
  }
}

[[gnu::always_inline]] inline void squared_error(const Block& outputs, const float* targets, float scale,
                                                 float* gradients, LossTotals& totals) {
  for (std::uint64_t row = 0; row < outputs.rows; ++row) {
    for (std::uint64_t column = 0; column < outputs.columns; ++column) {
      const std::uint64_t index = row * outputs.columns + column;
      const float residual = outputs.data[index] - targets[index];
      gradients[index] = residual * scale;
      // The square in fp32, so that an overflow shows as a loss that is not finite.
      totals.loss[column] += static_cast<double>(residual * residual);
    }
  }
  totals.weight += static_cast<double>(outputs.rows);
}

[[gnu::always_inline]] inline void column_sums(const Block& values, float* sums) {
#pragma omp simd
  for (std::uint64_t column = 0; column < values.columns; ++column)
    sums[column] = values.data[column];
  for (std::uint64_t row = 1; row < values.rows; ++row) {
    const float* const row_values = values.data + row * values.columns;
#pragma omp simd
    for (std::uint64_t column = 0; column < values.columns; ++column)
      sums[column] += row_values[column];
  }
}

[[gnu::always_inline]] inline void convert_bytes(const std::uint8_t* bytes, const float* scale,
                                                 const float* shift, std::uint64_t columns, float* features) {
#pragma omp simd
  for (std::uint64_t column = 0; column < columns; ++column) {
    features[column] = feature_from_byte(bytes[column], scale[column], shift[column]);
  }
}

}  // namespace

ElementwiseKernels elementwise_kernels(InstructionSet instruction_set) {
  return {clone_of<add_bias>(instruction_set),
          clone_of<activate_block>(instruction_set),
          clone_of<activation_gradient>(instruction_set),
          cross_entropy_kernel(instruction_set),
          clone_of<squared_error>(instruction_set),
          clone_of<column_sums>(instruction_set),
          clone_of<convert_bytes>(instruction_set)};
}

}  // namespace glissade::cpu
