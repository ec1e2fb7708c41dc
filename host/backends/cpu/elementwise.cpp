#include "backends/cpu/elementwise.hpp"

#include <cmath>

#include "glissade/numeric/activation.hpp"
#include "glissade/numeric/conversion.hpp"

namespace glissade::cpu {
namespace {

template <Activation activation>
[[gnu::always_inline]] inline void activate_as(const Block& values, const float* bias, float* outputs) {
  for (std::uint64_t row = 0; row < values.rows; ++row) {
    float* const row_values = values.data + row * values.stride;
    float* const row_outputs = outputs + row * values.stride;
#pragma omp simd
    for (std::uint64_t column = 0; column < values.stride; ++column) {
      const float value = row_values[column] + bias[column];
      row_values[column] = value;
      row_outputs[column] = activate<activation>(value);
    }
  }
}

[[gnu::always_inline]] inline void add_bias_and_activate(Activation activation, const Block& values,
                                                         const float* bias, float* outputs) {
  dispatch(activation, [&]<Activation chosen>() { activate_as<chosen>(values, bias, outputs); });
}

template <Activation activation>
[[gnu::always_inline]] inline void gradient_as(const float* pre_activations, const float* outputs,
                                               const Block& gradients) {
  constexpr bool needs_pre_activation = traits_of(activation).derivative_needs_pre_activation;
#pragma omp simd
  for (std::uint64_t index = 0; index < gradients.size(); ++index) {
    const float pre_activation = needs_pre_activation ? pre_activations[index] : 0.0f;
    gradients.data[index] *= activation_derivative<activation>(pre_activation, outputs[index]);
  }
}

[[gnu::always_inline]] inline void activation_gradient(Activation activation, const float* pre_activations,
                                                       const float* outputs, const Block& gradients) {
  dispatch(activation, [&]<Activation chosen>() {
    if constexpr (chosen != Activation::identity)
      gradient_as<chosen>(pre_activations, outputs, gradients);
  });
}

[[gnu::always_inline]] inline void column_sums(const Block& values, float* sums) {
#pragma omp simd
  for (std::uint64_t column = 0; column < values.columns; ++column)
    sums[column] = values.data[column];
  for (std::uint64_t row = 1; row < values.rows; ++row) {
    const float* const row_values = values.data + row * values.stride;
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
  return {clone_of<add_bias_and_activate>(instruction_set), clone_of<activation_gradient>(instruction_set),
          clone_of<column_sums>(instruction_set), clone_of<convert_bytes>(instruction_set)};
}

}  // namespace glissade::cpu
