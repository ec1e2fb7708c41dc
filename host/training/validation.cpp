#include "training/validation.hpp"

#include <utility>

#include "training/loss_totals.hpp"

namespace glissade {
namespace {

/// Σ(y−ȳ)² of each of `outputs` interleaved targets; exactly 0 for one that does not vary.
std::vector<double> variations(std::span<const float> targets, std::size_t outputs) {
  std::vector<double> variations(outputs, 0.0);
  const std::size_t rows = targets.size() / outputs;
  for (std::size_t output = 0; output < outputs && rows > 0; ++output) {
    // Differences from the first value are exact zeros for a constant; a mean of equal values need not be
    // exactly that value.
    const double first = targets[output];
    double mean = 0.0;
    for (std::size_t row = 0; row < rows; ++row)
      mean += targets[row * outputs + output] - first;
    mean /= static_cast<double>(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      const double deviation = (targets[row * outputs + output] - first) - mean;
      variations[output] += deviation * deviation;
    }
  }
  return variations;
}

/// The mean of the outputs' 1 − Σ(ŷ−y)²/Σ(y−ȳ)², in which units cancel; empty where a target does not vary.
std::optional<double> mean_r2(std::span<const double> squared_errors, std::span<const double> variations) {
  double sum = 0.0;
  for (std::size_t i = 0; i < variations.size(); ++i) {
    if (variations[i] == 0.0)
      return std::nullopt;
    sum += 1.0 - squared_errors[i] / variations[i];
  }
  return sum / static_cast<double>(variations.size());
}

}  // namespace

Validation::Validation(const Network& network, const DatasetView& data, std::span<const double> target_scale)
    : Validation(
          network, [data](Session& session) { return session.evaluate(data); },
          network.loss_traits().is_least_squares ? variations(data.targets, network.outputs())
                                                 : std::vector<double>(),
          target_scale) {
  if (data.rows() == 0)
    evaluate_ = {};
}

Validation::Validation(const Network& network, std::function<Sums(Session&)> evaluate,
                       std::vector<double> target_variation, std::span<const double> target_scale)
    : network_(&network),
      evaluate_(std::move(evaluate)),
      target_scale_(target_scale.begin(), target_scale.end()),
      target_variation_(std::move(target_variation)) {}

void Validation::judge(Session& session, EpochReport& report) const {
  if (!evaluate_)
    return;
  const Sums sums = evaluate_(session);
  LossTotals totals(*network_, target_scale_);
  totals.assign(sums);
  // Rows whose classes all have weight 0 have no mean.
  if (sums.weight > 0.0)
    report.validation_loss = totals.mean_loss();
  report.validation_accuracy = totals.accuracy();
  if (network_->loss_traits().is_least_squares)
    report.validation_r2 = mean_r2(sums.loss, target_variation_);
}

}  // namespace glissade
