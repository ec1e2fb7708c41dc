#include <algorithm>
#include <cmath>
#include <optional>

#include "backends/reference/formulas.hpp"
#include "backends/reference/operations.hpp"
#include "verification/propagated_gradient.hpp"
#include "verification/self_checks.hpp"

namespace glissade::verification {
namespace {

using reference::Values;

/// Multiplications that the check may take, and what they buy of each tensor's elements at least and at most.
constexpr double affordable_products = 1e9;
constexpr std::uint64_t fewest_samples = 2;
constexpr std::uint64_t most_samples = 8;

/// Of the fp64 roundings in terms of those of fp32: 2^-53 / 2^-24.
constexpr double finer = 0x1p-29;

/// The mean loss of one batch as a function of the parameters, in fp64.
class LossFunction {
 public:
  explicit LossFunction(const CheckedStep& step)
      : step_(step), features_(reference::gather_features(step.data, step.trace.rows)) {}

  struct Value {
    Values row_losses;  ///< weighted
    double weight = 0.0;
    std::vector<bool> active;  ///< which hidden pre-activations are above 0
  };

  Value at(std::span<const double> arena) const {
    Value value;
    Values inputs = features_;
    for (std::size_t index = 0; index < step_.network.layers().size(); ++index) {
      const Layer& layer = step_.network.layers()[index];
      inputs = reference::affine(layer, inputs, reference::tensor_values(arena, step_.network.weight(index)),
                                 reference::tensor_values(arena, step_.network.bias(index)));
      for (double& number : inputs) {
        if (layer.activation == Activation::relu)
          value.active.push_back(number > 0.0);
        number = reference::activate(layer.activation, number);
      }
    }
    add_losses(inputs, value);
    return value;
  }

 private:
  void add_losses(std::span<const double> outputs, Value& value) const {
    const std::uint64_t width = step_.network.outputs();
    for (std::uint64_t index = 0; index < step_.trace.rows.size(); ++index) {
      const std::uint64_t row = step_.trace.rows[index];
      const std::span<const double> predicted = outputs.subspan(index * width, width);
      if (step_.network.classifies()) {
        const std::int32_t label = step_.data.classes[row];
        const std::vector<float>& weights = step_.options.class_weights;
        const double weight = weights.empty() ? 1.0 : weights[static_cast<std::size_t>(label)];
        value.row_losses.push_back(weight * reference::cross_entropy<double>(predicted, label));
        value.weight += weight;
        continue;
      }
      double loss = 0.0;
      for (std::uint64_t output = 0; output < width; ++output)
        loss += reference::squared_error<double>(predicted[output], step_.data.targets[row * width + output]);
      value.row_losses.push_back(loss);
      value.weight += static_cast<double>(width);
    }
  }

  const CheckedStep& step_;
  const Values features_;
};

struct Derivative {
  double value = 0.0;
  double error = 0.0;  ///< at most, truncation and rounding
};

/// Central differences at one element.
class Differences {
 public:
  Differences(const LossFunction& loss, std::span<const double> arena, double rounding)
      : loss_(loss), arena_(arena.begin(), arena.end()), rounding_(rounding) {}

  /// The best of several distances, the first whose error is below `enough`. Nothing where relu has a kink
  /// within the smallest of them.
  std::optional<Derivative> at(std::uint64_t index, double enough) {
    std::optional<Derivative> best;
    for (const double distance : {0x1p-10, 0x1p-14, 0x1p-18, 0x1p-22}) {
      const std::optional<Derivative> candidate = at_distance(index, distance);
      if (candidate && (!best || candidate->error < best->error))
        best = candidate;
      if (best && best->error <= enough)
        break;
    }
    return best;
  }

 private:
  std::optional<double> difference(std::uint64_t index, double distance) {
    const double center = arena_[index];
    arena_[index] = center + distance;
    const double above = arena_[index];
    const LossFunction::Value high = loss_.at(arena_);
    arena_[index] = center - distance;
    const double width = above - arena_[index];
    const LossFunction::Value low = loss_.at(arena_);
    arena_[index] = center;
    // With the same units active at both ends every layer's sums are affine in the one parameter in between,
    // layer by layer, so that none changes sign: there is no kink.
    if (high.active != low.active || high.weight == 0.0)
      return std::nullopt;
    double sum = 0.0;
    for (std::size_t row = 0; row < high.row_losses.size(); ++row)
      sum += high.row_losses[row] - low.row_losses[row];
    return sum / high.weight / width;
  }

  /// The error of a central difference is −h²/6·f‴, so that doubling h changes it by three times itself. All
  /// of that change is allowed: it is three times what is due.
  std::optional<Derivative> at_distance(std::uint64_t index, double distance) {
    const std::optional<double> wide = difference(index, 2.0 * distance);
    const std::optional<double> narrow = wide ? difference(index, distance) : std::nullopt;
    if (!narrow)
      return std::nullopt;
    return Derivative{*narrow, std::fabs(*wide - *narrow) + 2.0 * rounding_ / distance};
  }

  const LossFunction& loss_;
  Values arena_;
  double rounding_;  ///< of one loss
};

double radius(const Enclosure& number) {
  return std::max(number.high - number.value, number.value - number.low);
}

/// The rounding error of a loss in fp64, in any order of additions.
double loss_rounding(const VerifiedRun& run, const Trace& first) {
  Trace any_order;
  any_order.rows = first.rows;
  any_order.before = first.before;
  SessionOptions options = run.session;
  options.precision = Precision::fp32;
  return finer * radius(propagated_step({run.network, run.data, options, any_order}).loss);
}

/// The largest element of the gradient and others drawn at random.
std::vector<std::uint64_t> sampled_elements(const VerifiedRun& run, const Trace& first,
                                            const ParameterTensor& tensor) {
  const double products = 4.0 * static_cast<double>(first.rows.size() * run.network.parameter_count());
  const double affordable =
      affordable_products / products / static_cast<double>(run.network.tensors().size());
  const std::uint64_t count = std::min(
      tensor.size(),
      static_cast<std::uint64_t>(std::clamp(affordable, double{fewest_samples}, double{most_samples})));
  const auto gradients = reference::tensor_values(first.arena_gradient, tensor);
  const auto smaller = [](double left, double right) { return std::fabs(left) < std::fabs(right); };
  std::vector<std::uint64_t> elements{
      static_cast<std::uint64_t>(std::ranges::max_element(gradients, smaller) - gradients.begin())};
  for (std::uint64_t draw = 1; draw < count; ++draw) {
    const std::uint64_t bits =
        random_bits(run.session.seed, RandomPurpose::sampling, 0, tensor.offset + draw);
    elements.push_back(bits % tensor.size());
  }
  return elements;
}

}  // namespace

VerificationCheck check_gradient_by_differences(const VerifiedRun& run, const TracedRun& traced) {
  const Trace& first = traced.first;
  const CheckedStep step{run.network, run.data, run.session, first};
  const PropagatedStep propagated = propagated_step(step);
  const LossFunction loss(step);
  Differences differences(loss, first.before.arena, loss_rounding(run, first));
  VerificationCheck check{.name = "gradient.differences", .limit = 1.0, .meaning = {}};
  std::uint64_t compared = 0;
  for (const ParameterTensor& tensor : run.network.tensors()) {
    for (const std::uint64_t element : sampled_elements(run, first, tensor)) {
      const std::uint64_t index = tensor.offset + element;
      const double rounding = radius(propagated.gradient[index]);
      const std::optional<Derivative> expected = differences.at(index, rounding);
      if (!expected)
        continue;
      const double difference = std::fabs(first.arena_gradient[index] - expected->value);
      const double bound = rounding + expected->error;
      check.figure = std::max(check.figure, difference == 0.0 ? 0.0 : difference / bound);
      ++compared;
    }
  }
  check.meaning = "of the bound on differences of the loss, " + std::to_string(compared) + " elements";
  return check;
}

}  // namespace glissade::verification
