#include "verification/self_checks/loss_function.hpp"

#include <utility>

#include "backends/reference/loss_formulas.hpp"
#include "backends/reference/operations.hpp"

namespace glissade::verification {

using reference::tensor_values;

LossFunction::LossFunction(const CheckedStep& step) : step_(step), arena_(step.trace.before.arena) {
  inputs_.push_back(reference::gather_features(step.data, step.trace.rows));
  for (std::size_t layer = 0; layer < step.network.layers().size(); ++layer)
    inputs_.push_back(outputs_of(layer, inputs_.back(), nullptr));
}

LossFunction::Value LossFunction::with(std::size_t layer, std::uint64_t index, double value) {
  const ParameterTensor& weight = step_.network.weight(layer);
  const ParameterTensor& bias = step_.network.bias(layer);
  const std::uint64_t unit =
      index >= bias.offset ? index - bias.offset : (index - weight.offset) / weight.columns;
  const double center = std::exchange(arena_[index], value);
  Value result;
  Values values = with_unit(layer, unit, result);
  for (std::size_t above = layer + 1; above < step_.network.layers().size(); ++above)
    values = outputs_of(above, values, &result);
  const std::uint64_t width = step_.network.outputs();
  for (std::uint64_t row = 0; row < step_.trace.rows.size(); ++row)
    add_loss(step_.trace.rows[row], std::span<const double>(values).subspan(row * width, width), result);
  arena_[index] = center;
  return result;
}

double LossFunction::cost(std::size_t layer) const {
  std::uint64_t products = step_.network.layers()[layer].inputs;
  for (const Layer& above : step_.network.layers().subspan(layer + 1))
    products += above.inputs * above.outputs;
  return static_cast<double>(step_.trace.rows.size() * products);
}

LossFunction::Values LossFunction::with_unit(std::size_t index, std::uint64_t unit, Value& value) const {
  const Layer& layer = step_.network.layers()[index];
  const auto weight = tensor_values(arena_, step_.network.weight(index));
  const auto bias = tensor_values(arena_, step_.network.bias(index));
  Values outputs = inputs_[index + 1];
  const Values sums =
      reference::affine({layer.inputs, 1, layer.activation}, inputs_[index],
                        weight.subspan(unit * layer.inputs, layer.inputs), bias.subspan(unit, 1));
  for (std::uint64_t row = 0; row < sums.size(); ++row) {
    if (traits_of(layer.activation).has_kink)
      value.active.push_back(sums[row] > 0.0);
    outputs[row * layer.outputs + unit] = reference::activate(layer.activation, sums[row]);
  }
  return outputs;
}

LossFunction::Values LossFunction::outputs_of(std::size_t index, const Values& inputs, Value* value) const {
  const Layer& layer = step_.network.layers()[index];
  Values outputs = reference::affine(layer, inputs, tensor_values(arena_, step_.network.weight(index)),
                                     tensor_values(arena_, step_.network.bias(index)));
  for (double& number : outputs) {
    if (value != nullptr && traits_of(layer.activation).has_kink)
      value->active.push_back(number > 0.0);
    number = reference::activate(layer.activation, number);
  }
  return outputs;
}

void LossFunction::add_loss(std::uint64_t row, std::span<const double> outputs, Value& value) const {
  const reference::RowTarget target = reference::target_of(step_.network, step_.data, row);
  const double weight = reference::weight_of(step_.options.class_weights, target);
  const std::uint64_t sums = step_.network.losses();
  double loss = 0.0;
  for (std::uint64_t sum = 0; sum < sums; ++sum)
    loss += weight * reference::row_loss<double>(step_.network.loss(), outputs, target, sum);
  value.row_losses.push_back(loss);
  value.weight += weight * static_cast<double>(sums);
}

}  // namespace glissade::verification
