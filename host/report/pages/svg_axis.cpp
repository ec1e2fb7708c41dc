#include "report/pages/svg_axis.hpp"

#include <algorithm>
#include <cmath>

namespace glissade::svg {
namespace {

/// Closer numbers have the same place in a drawing, and no round numbers between them that differ in print.
bool is_one_value(const Range& range) {
  const double largest = std::max(std::abs(range.lowest), std::abs(range.highest));
  // Halves, because the difference of two numbers may overflow.
  return 0.5 * range.highest - 0.5 * range.lowest <= 0.5e-9 * largest || largest < 1e-290;
}

void widen(Range& range, const AxisOptions& options) {
  if (options.scale == Scale::logarithmic) {
    range.lowest *= 0.5;
    range.highest = std::min(2.0 * range.highest, std::numeric_limits<double>::max());
    return;
  }
  const double largest = std::max(std::abs(range.lowest), std::abs(range.highest));
  const double around = options.least_step > 0.0 ? 0.5 * options.least_step
                        : largest < 1e-290       ? 1.0
                                                 : 0.1 * largest;
  constexpr double limit = std::numeric_limits<double>::max();
  range.lowest = std::max(range.lowest - around, -limit);
  range.highest = std::min(range.highest + around, limit);
}

}  // namespace

void Range::include(double value) {
  lowest = std::min(lowest, value);
  highest = std::max(highest, value);
}

Axis::Axis(const Range& values, const AxisOptions& options) : range_(values), scale_(options.scale) {
  if (range_.empty())
    return;
  if (is_one_value(range_))
    widen(range_, options);
  const bool is_logarithmic = scale_ == Scale::logarithmic;
  if (options.rounds_out) {
    is_logarithmic ? round_out_logarithmically(range_.lowest, range_.highest)
                   : round_out_linearly(range_.lowest, range_.highest, options.most_ticks);
  }
  ticks_ = is_logarithmic
               ? logarithmic_ticks(range_.lowest, range_.highest, options.most_ticks)
               : linear_ticks(range_.lowest, range_.highest, options.most_ticks, options.least_step);
}

bool Axis::has_place(double value) const {
  return std::isfinite(value) && (scale_ == Scale::linear || value > 0.0);
}

double Axis::place(double value) const {
  if (range_.empty())
    return 0.5;
  if (scale_ == Scale::logarithmic)
    return (std::log(value) - std::log(range_.lowest)) / (std::log(range_.highest) - std::log(range_.lowest));
  // Halves, because the difference of two numbers may overflow.
  return (0.5 * value - 0.5 * range_.lowest) / (0.5 * range_.highest - 0.5 * range_.lowest);
}

}  // namespace glissade::svg
