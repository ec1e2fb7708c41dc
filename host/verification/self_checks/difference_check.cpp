#include <algorithm>
#include <cmath>
#include <optional>

#include "backends/reference/operations.hpp"
#include "verification/self_checks/loss_function.hpp"
#include "verification/self_checks/propagated_gradient.hpp"
#include "verification/self_checks/self_checks.hpp"

namespace glissade::verification {
namespace {

/// Products that a tensor's elements may take, and what they buy at least and at most.
constexpr double affordable_products = 2e8;
constexpr double fewest_samples = 1;
constexpr double most_samples = 8;

/// Of the fp64 roundings in terms of those of fp32: 2^-53 / 2^-24.
constexpr double finer = 0x1p-29;

struct Derivative {
  double value = 0.0;
  double error = 0.0;  ///< at most, truncation and rounding
};

/// Central differences of the loss by one parameter of a layer.
class Differences {
 public:
  Differences(LossFunction& loss, double rounding, std::size_t layer)
      : loss_(loss), rounding_(rounding), layer_(layer) {}

  /// The best of several distances, the first whose error is below `enough`. Nothing if there is a kink of
  /// the activation within the smallest of them.
  std::optional<Derivative> at(std::uint64_t index, double enough) {
    std::optional<Derivative> best;
    // Beside a large parameter a small distance would be lost.
    const double scale = std::exp2(std::ceil(std::log2(std::max(1.0, std::fabs(loss_[index])))));
    for (const double relative : {0x1p-10, 0x1p-14, 0x1p-18, 0x1p-22}) {
      const double distance = relative * scale;
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
    const double above = loss_[index] + distance;
    const double below = loss_[index] - distance;
    const LossFunction::Value high = loss_.with(layer_, index, above);
    const LossFunction::Value low = loss_.with(layer_, index, below);
    // With the same units active at both ends every layer's sums are affine in the one parameter in between,
    // layer by layer, so that none changes sign: there is no kink.
    if (high.active != low.active || high.weight == 0.0)
      return std::nullopt;
    double sum = 0.0;
    for (std::size_t row = 0; row < high.row_losses.size(); ++row)
      sum += high.row_losses[row] - low.row_losses[row];
    return sum / high.weight / (above - below);
  }

  /// The error of a central difference is −h²/6·f‴, so that doubling h changes it by three times itself. All
  /// of that change is allowed. Two losses, each off by its rounding, are divided by 2h; the change above is
  /// off by half as much again, of which a third counts.
  std::optional<Derivative> at_distance(std::uint64_t index, double distance) {
    const std::optional<double> wide = difference(index, 2.0 * distance);
    const std::optional<double> narrow = wide ? difference(index, distance) : std::nullopt;
    if (!narrow)
      return std::nullopt;
    return Derivative{*narrow, std::fabs(*wide - *narrow) + 1.5 * rounding_ / distance};
  }

  LossFunction& loss_;
  double rounding_;  ///< of one loss
  std::size_t layer_;
};

/// The rounding error of a loss in fp64, in any order of additions.
double loss_rounding(const CheckedStep& step) {
  Trace any_order;
  any_order.rows = step.trace.rows;
  any_order.before = step.trace.before;
  SessionOptions options = step.options;
  options.precision = Precision::fp32;
  return finer * radius(propagated_step({step.network, step.data, options, any_order}).loss);
}

/// The largest element of a tensor's gradient and others drawn at random, as indices into the arena.
std::vector<std::uint64_t> sampled_elements(const CheckedStep& step, const ParameterTensor& tensor,
                                            double products) {
  const auto affordable =
      static_cast<std::uint64_t>(std::clamp(affordable_products / products, fewest_samples, most_samples));
  const auto gradients = reference::tensor_values(step.trace.arena_gradient, tensor);
  const auto smaller = [](double left, double right) { return std::fabs(left) < std::fabs(right); };
  const auto largest = std::ranges::max_element(gradients, smaller) - gradients.begin();
  std::vector<std::uint64_t> elements{tensor.offset + static_cast<std::uint64_t>(largest)};
  for (std::uint64_t draw = 1; draw < std::min(tensor.size(), affordable); ++draw) {
    const std::uint64_t bits =
        random_bits(step.options.seed, RandomPurpose::sampling, 0, tensor.offset + draw);
    elements.push_back(tensor.offset + bits % tensor.size());
  }
  return elements;
}

}  // namespace

VerificationCheck check_gradient_by_differences(const CheckedStep& step, const PropagatedStep& propagated) {
  LossFunction loss(step);
  const double loss_error = loss_rounding(step);
  VerificationCheck check{.name = "gradient.differences", .limit = 1.0, .meaning = {}};
  std::uint64_t compared = 0;
  for (std::size_t place = 0; place < step.network.tensors().size(); ++place) {
    const std::size_t layer = place / 2;  // a weight and a bias each
    Differences differences(loss, loss_error, layer);
    for (const std::uint64_t index :
         sampled_elements(step, step.network.tensors()[place], 4.0 * loss.cost(layer))) {
      const double rounding = radius(propagated.gradient[index]);
      const std::optional<Derivative> expected = differences.at(index, rounding);
      if (!expected)
        continue;
      const double difference = std::fabs(step.trace.arena_gradient[index] - expected->value);
      raise_figure(check, difference / (rounding + expected->error));
      ++compared;
    }
  }
  check.meaning = "of the bound on differences of the loss, " + std::to_string(compared) + " elements";
  return check;
}

}  // namespace glissade::verification
