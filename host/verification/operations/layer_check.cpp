#include <cmath>

#include "backends/reference/operations.hpp"
#include "verification/bounds/activation_bounds.hpp"
#include "verification/bounds/bounds.hpp"
#include "verification/bounds/factor_sums.hpp"
#include "verification/operations/comparison.hpp"
#include "verification/operations/operation_checks.hpp"

namespace glissade::verification {
namespace {

using reference::tensor_values;
using reference::Values;

Values magnitudes(std::span<const double> values) {
  Values result(values.begin(), values.end());
  for (double& value : result)
    value = std::fabs(value);
  return result;
}

/// Sums of products with what is known of their rounding errors: the same operation on magnitudes gives
/// Σ|a||b|.
struct BoundedSums {
  Values sums;
  Values magnitudes;
  FactorSums factors;
  SumShape shape;
  Arithmetic arithmetic;

  Enclosure operator[](std::uint64_t index) const {
    return Enclosure::around(sums[index], sum_bound(shape, magnitudes[index], arithmetic, factors[index]));
  }
};

/// The bias is one more term, and one more rounding of the others.
BoundedSums pre_activations(const CheckedStep& step, std::size_t index) {
  const Layer& layer = step.network.layers()[index];
  const std::span<const double> inputs = step.layer_inputs(index);
  const std::span<const double> arena = step.trace.before.arena;
  const std::span<const double> weight = tensor_values(arena, step.network.weight(index));
  const std::span<const double> bias = tensor_values(arena, step.network.bias(index));
  const std::uint64_t depth = step.trace.dot_depth == 0 ? 0 : step.trace.dot_depth + 1;
  return {reference::affine(layer, inputs, weight, bias),
          reference::affine(layer, magnitudes(inputs), magnitudes(weight), magnitudes(bias)),
          {row_magnitudes(inputs, layer.inputs), row_magnitudes(weight, layer.inputs)},
          {layer.inputs + 1, depth, step.trace.rows.size() * layer.outputs},
          arithmetic_of(step.options.precision, 1)};
}

}  // namespace

OperationResult check_pre_activation(const CheckedStep& step, std::size_t layer) {
  const BoundedSums expected = pre_activations(step, layer);
  const Values& computed = step.trace.layers[layer].pre_activation;
  Comparison comparison({OperationKind::pre_activation, layer}, step.network.layers()[layer].outputs);
  for (std::uint64_t index = 0; index < computed.size(); ++index)
    comparison.add(index, computed[index], expected[index]);
  return comparison.result();
}

OperationResult check_output(const CheckedStep& step, std::size_t layer) {
  const Activation activation = step.network.layers()[layer].activation;
  const Trace::Layer& computed = step.trace.layers[layer];
  const bool is_last = layer + 1 == step.trace.layers.size();
  const auto stored = [&](const Enclosure& number) { return is_last ? number : step.stored(number); };
  Comparison comparison({OperationKind::output, layer}, step.network.layers()[layer].outputs);
  if (computed.pre_activation.empty()) {
    const BoundedSums sums = pre_activations(step, layer);
    for (std::uint64_t index = 0; index < computed.output.size(); ++index)
      comparison.add(index, computed.output[index], stored(activation_of(activation, sums[index])));
  } else {
    for (std::uint64_t index = 0; index < computed.output.size(); ++index) {
      comparison.add(index, computed.output[index],
                     stored(activation_of(activation, Enclosure(computed.pre_activation[index]))));
    }
  }
  return comparison.result();
}

OperationResult check_hidden_gradient(const CheckedStep& step, std::size_t layer) {
  const Layer& above = step.network.layers()[layer + 1];
  const Values& above_gradient = step.trace.layers[layer + 1].gradient;
  const std::span<const double> weight =
      tensor_values(step.trace.before.arena, step.network.weight(layer + 1));
  const Trace::Layer& computed = step.trace.layers[layer];
  const BoundedSums sums{
      reference::input_gradient(above, above_gradient, weight),
      reference::input_gradient(above, magnitudes(above_gradient), magnitudes(weight)),
      {row_magnitudes(above_gradient, above.outputs), column_magnitudes(weight, above.inputs)},
      {above.outputs, step.trace.dot_depth, computed.gradient.size()},
      arithmetic_of(step.options.precision, 1)};
  Comparison comparison({OperationKind::layer_gradient, layer}, step.network.layers()[layer].outputs);
  for (std::uint64_t index = 0; index < computed.gradient.size(); ++index) {
    const double pre_activation = computed.pre_activation.empty() ? 0.0 : computed.pre_activation[index];
    const Enclosure derivative = activation_derivative_of(step.network.layers()[layer].activation,
                                                          pre_activation, computed.output[index]);
    comparison.add(index, computed.gradient[index], step.stored(sums[index] * derivative));
  }
  return comparison.result();
}

OperationResult check_weight_gradient(const CheckedStep& step, std::size_t index) {
  const Layer& layer = step.network.layers()[index];
  const ParameterTensor& tensor = step.network.weight(index);
  const Values& gradient = step.trace.layers[index].gradient;
  const std::span<const double> inputs = step.layer_inputs(index);
  const BoundedSums sums{
      reference::weight_gradient(layer, gradient, inputs),
      reference::weight_gradient(layer, magnitudes(gradient), magnitudes(inputs)),
      {column_magnitudes(gradient, layer.outputs), column_magnitudes(inputs, layer.inputs)},
      {step.trace.rows.size(), step.trace.row_sum_depth, tensor.size()},
      arithmetic_of(step.options.precision, 0)};
  const std::span<const double> computed = tensor_values(step.trace.arena_gradient, tensor);
  Comparison comparison({OperationKind::tensor_gradient, index, TensorKind::weight}, tensor.columns);
  for (std::uint64_t element = 0; element < computed.size(); ++element)
    comparison.add(element, computed[element], sums[element]);
  return comparison.result();
}

OperationResult check_bias_gradient(const CheckedStep& step, std::size_t index) {
  const Layer& layer = step.network.layers()[index];
  const ParameterTensor& tensor = step.network.bias(index);
  const Values& gradient = step.trace.layers[index].gradient;
  const Values sums = reference::bias_gradient(layer, gradient);
  const Values magnitude_sums = reference::bias_gradient(layer, magnitudes(gradient));
  const SumShape shape{step.trace.rows.size(), step.trace.bias_sum_depth, tensor.size()};
  const std::span<const double> computed = tensor_values(step.trace.arena_gradient, tensor);
  Comparison comparison({OperationKind::tensor_gradient, index, TensorKind::bias});
  for (std::uint64_t element = 0; element < computed.size(); ++element) {
    comparison.add(element, computed[element],
                   Enclosure::around(sums[element], sum_bound(shape, magnitude_sums[element])));
  }
  return comparison.result();
}

}  // namespace glissade::verification
