#include "report/residuals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace glissade {
namespace {

constexpr double reach_in_deviations = 4.0;
/// Of the targets' range, at either end: predictions go a little beyond.
constexpr double margin = 0.05;

/// Calls `use(prediction, target)` for the rows where both are finite; the number of the others.
template <class Use>
std::uint64_t for_each_row(std::span<const double> predictions, std::span<const double> targets,
                           std::size_t output, std::size_t outputs, const Use& use) {
  std::uint64_t left_out = 0;
  for (std::size_t element = output; element < targets.size(); element += outputs) {
    // Their difference is taken, too.
    if (std::isfinite(predictions[element] - targets[element]))
      use(predictions[element], targets[element]);
    else
      ++left_out;
  }
  return left_out;
}

/// The place of `value` among `count` equal ones from `lowest` to `highest`; those at the ends take what is
/// beyond.
std::size_t place_of(double value, double lowest, double highest, std::size_t count) {
  const double share = (value - lowest) / (highest - lowest);
  const double place = std::floor(share * static_cast<double>(count));
  // Where the largest of numbers made the share none, too.
  if (!(place > 0.0))
    return 0;
  return static_cast<std::size_t>(std::min(place, static_cast<double>(count - 1)));
}

void widen_nothing(double& lowest, double& highest) {
  if (lowest < highest)
    return;
  const double around = std::max(std::abs(lowest), 1.0);
  lowest -= around;
  highest += around;
}

void set_ranges(TargetResiduals& residuals, std::span<const double> predictions,
                std::span<const double> targets, std::size_t output, std::size_t outputs) {
  double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
  double sum = 0.0, squares = 0.0;
  residuals.not_finite =
      for_each_row(predictions, targets, output, outputs, [&](double prediction, double target) {
        lowest = std::min(lowest, target);
        highest = std::max(highest, target);
        const double residual = prediction - target;
        sum += residual;
        squares += residual * residual;
        ++residuals.rows;
      });
  if (residuals.rows == 0)
    return;
  residuals.mean = sum / static_cast<double>(residuals.rows);
  residuals.deviation = std::sqrt(squares / static_cast<double>(residuals.rows));
  residuals.reach = residuals.deviation > 0.0 ? std::min(reach_in_deviations * residuals.deviation,
                                                         std::numeric_limits<double>::max())
                                              : 1.0;
  const double beyond = margin * (highest - lowest);
  residuals.lowest = lowest - beyond;
  residuals.highest = highest + beyond;
  widen_nothing(residuals.lowest, residuals.highest);
}

}  // namespace

TargetResiduals target_residuals(std::string name, std::span<const double> predictions,
                                 std::span<const double> targets, std::size_t output, std::size_t outputs) {
  TargetResiduals residuals;
  residuals.target = std::move(name);
  set_ranges(residuals, predictions, targets, output, outputs);
  const double lowest = residuals.lowest, highest = residuals.highest, reach = residuals.reach;
  const auto cell = [&](double value) { return place_of(value, lowest, highest, TargetResiduals::cells); };
  for_each_row(predictions, targets, output, outputs, [&](double prediction, double target) {
    const double residual = prediction - target;
    ++residuals.histogram[place_of(residual, -reach, reach, TargetResiduals::bins)];
    residuals.beyond_reach += std::abs(residual) > reach ? 1 : 0;
    ++residuals.field[cell(prediction)][cell(target)];
    residuals.beyond_field += prediction < lowest || prediction > highest ? 1 : 0;
  });
  return residuals;
}

}  // namespace glissade
