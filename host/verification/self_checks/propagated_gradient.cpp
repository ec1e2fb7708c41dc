#include "verification/self_checks/propagated_gradient.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "backends/reference/operations.hpp"
#include "verification/bounds/activation_bounds.hpp"
#include "verification/bounds/bounds.hpp"
#include "verification/bounds/factor_sums.hpp"
#include "verification/self_checks/propagated_loss.hpp"

namespace glissade::verification {
namespace {

using reference::tensor_values;
using reference::Values;
using Enclosures = std::vector<Enclosure>;

template <class Of>
Values each(const Enclosures& numbers, const Of& of) {
  Values values;
  values.reserve(numbers.size());
  for (const Enclosure& number : numbers)
    values.push_back(of(number));
  return values;
}

Values values_of(const Enclosures& numbers) {
  return each(numbers, [](const Enclosure& number) { return number.value; });
}
Values radii_of(const Enclosures& numbers) {
  return each(numbers, radius);
}
/// The largest magnitudes that fp32 may come to.
Values magnitudes_of(const Enclosures& numbers) {
  return each(numbers, [](const Enclosure& number) {
    return std::max(std::fabs(number.low), std::fabs(number.high));
  });
}

Values magnitudes_of(std::span<const double> numbers) {
  Values result(numbers.begin(), numbers.end());
  for (double& value : result)
    value = std::fabs(value);
  return result;
}

/// Sums whose factors are themselves off: `inherited` is what their errors come to, Σ of error × factor.
Enclosures around_sums(const Values& sums, const Values& inherited, const Values& magnitudes,
                       const FactorSums& factors, const SumShape& shape, const Arithmetic& arithmetic) {
  Enclosures result;
  for (std::size_t index = 0; index < sums.size(); ++index) {
    const double bound = sum_bound(shape, magnitudes[index], arithmetic, factors[index]);
    result.push_back(Enclosure::around(sums[index], inherited[index] + bound));
  }
  return result;
}

class Propagation {
 public:
  explicit Propagation(const CheckedStep& step) : step_(step), result_(empty_result(step)) {}

  PropagatedStep run() {
    forward();
    PropagatedLoss loss = propagated_loss(step_, inputs_.back());
    result_.loss = loss.loss;
    Enclosures gradient = std::move(loss.gradient);
    for (std::size_t layer = step_.network.layers().size(); layer-- > 0;) {
      store_gradients(layer, gradient);
      if (layer > 0)
        gradient = hidden_gradient(layer - 1, gradient);
    }
    return std::move(result_);
  }

 private:
  static PropagatedStep empty_result(const CheckedStep& step) {
    PropagatedStep result;
    result.gradient.resize(step.network.arena_size());
    return result;
  }

  Arithmetic arithmetic(int weights) const { return arithmetic_of(step_.options.precision, weights); }

  std::span<const double> before(const ParameterTensor& tensor) const {
    return tensor_values(step_.trace.before.arena, tensor);
  }

  void forward() {
    inputs_.emplace_back();
    for (const double feature : reference::gather_features(step_.data, step_.trace.rows))
      inputs_.back().push_back(step_.stored(Enclosure(feature)));
    for (std::size_t index = 0; index < step_.network.layers().size(); ++index) {
      const Layer& layer = step_.network.layers()[index];
      const bool is_last = index + 1 == step_.network.layers().size();
      pre_activations_.push_back(affine(index, inputs_.back()));
      Enclosures outputs;
      for (const Enclosure& sum : pre_activations_.back()) {
        const Enclosure output = activation_of(layer.activation, sum);
        outputs.push_back(is_last ? output : step_.stored(output));
      }
      inputs_.push_back(std::move(outputs));
    }
  }

  Enclosures affine(std::size_t index, const Enclosures& inputs) const {
    const Layer& layer = step_.network.layers()[index];
    const Values weight = magnitudes_of(before(step_.network.weight(index)));
    const Values bias = magnitudes_of(before(step_.network.bias(index)));
    const Values no_bias(bias.size(), 0.0);
    const Values sizes = magnitudes_of(inputs);
    const std::uint64_t depth = step_.trace.dot_depth == 0 ? 0 : step_.trace.dot_depth + 1;
    return around_sums(reference::affine(layer, values_of(inputs), before(step_.network.weight(index)),
                                         before(step_.network.bias(index))),
                       reference::affine(layer, radii_of(inputs), weight, no_bias),
                       reference::affine(layer, sizes, weight, bias),
                       {row_magnitudes(sizes, layer.inputs), row_magnitudes(weight, layer.inputs)},
                       {layer.inputs + 1, depth, step_.trace.rows.size() * layer.outputs}, arithmetic(1));
  }

  void store_gradients(std::size_t index, const Enclosures& gradient) {
    const Layer& layer = step_.network.layers()[index];
    const Enclosures& inputs = inputs_[index];
    const Values values = values_of(gradient), errors = radii_of(gradient), sizes = magnitudes_of(gradient);
    const ParameterTensor& weight = step_.network.weight(index);
    const ParameterTensor& bias = step_.network.bias(index);
    const std::uint64_t rows = step_.trace.rows.size();
    const std::uint64_t depth = step_.trace.row_sum_depth;
    // error × magnitude + value × error is all of |ab − ãb̃|.
    const Values input_sizes = magnitudes_of(inputs);
    Values inherited = reference::weight_gradient(layer, errors, input_sizes);
    const Values others =
        reference::weight_gradient(layer, magnitudes_of(std::span<const double>(values)), radii_of(inputs));
    for (std::size_t place = 0; place < inherited.size(); ++place)
      inherited[place] += others[place];
    store(around_sums(reference::weight_gradient(layer, values, values_of(inputs)), inherited,
                      reference::weight_gradient(layer, sizes, input_sizes),
                      {column_magnitudes(sizes, layer.outputs), column_magnitudes(input_sizes, layer.inputs)},
                      {rows, depth, weight.size()}, arithmetic(0)),
          weight);
    store(around_sums(reference::bias_gradient(layer, values), reference::bias_gradient(layer, errors),
                      reference::bias_gradient(layer, sizes), {Values(1), Values(bias.size())},
                      {rows, step_.trace.bias_sum_depth, bias.size()}, {}),
          bias);
  }

  void store(const Enclosures& values, const ParameterTensor& tensor) {
    std::ranges::copy(values, result_.gradient.begin() + static_cast<std::ptrdiff_t>(tensor.offset));
  }

  Enclosures hidden_gradient(std::size_t index, const Enclosures& above) const {
    const Layer& layer_above = step_.network.layers()[index + 1];
    const std::span<const double> weight = before(step_.network.weight(index + 1));
    const Values weight_sizes = magnitudes_of(weight);
    const Values sizes = magnitudes_of(above);
    Enclosures gradient = around_sums(
        reference::input_gradient(layer_above, values_of(above), weight),
        reference::input_gradient(layer_above, radii_of(above), weight_sizes),
        reference::input_gradient(layer_above, sizes, weight_sizes),
        {row_magnitudes(sizes, layer_above.outputs), column_magnitudes(weight_sizes, layer_above.inputs)},
        {layer_above.outputs, step_.trace.dot_depth, inputs_[index + 1].size()}, arithmetic(1));
    for (std::size_t place = 0; place < gradient.size(); ++place) {
      gradient[place] =
          step_.stored(gradient[place] * activation_derivative_of(step_.network.layers()[index].activation,
                                                                  pre_activations_[index][place],
                                                                  inputs_[index + 1][place]));
    }
    return gradient;
  }

  const CheckedStep& step_;
  PropagatedStep result_;
  std::vector<Enclosures> inputs_;  ///< of every layer, then the outputs of the last
  std::vector<Enclosures> pre_activations_;
};

}  // namespace

PropagatedStep propagated_step(const CheckedStep& step) {
  return Propagation(step).run();
}

}  // namespace glissade::verification
