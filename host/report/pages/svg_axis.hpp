#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "report/pages/svg_ticks.hpp"

namespace glissade::svg {

enum class Scale : bool { linear, logarithmic };

struct Range {
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -std::numeric_limits<double>::infinity();

  bool empty() const { return !(lowest <= highest); }
  void include(double value);
};

struct AxisOptions {
  Scale scale = Scale::linear;
  bool rounds_out = false;  ///< both ends are ticks
  std::size_t most_ticks = 5;
  double least_step = 0.0;  ///< between ticks; 1 where all values are whole
};

/// The places of numbers along one side of a drawing.
class Axis {
 public:
  /// A range of one value is widened around it; an empty one has no ticks.
  Axis(const Range& values, const AxisOptions& options);

  /// Whether a number can be drawn: finite, and positive on a logarithmic axis.
  bool has_place(double value) const;
  /// 0 at the start of the axis, 1 at its end.
  double place(double value) const;
  const std::vector<Tick>& ticks() const { return ticks_; }

 private:
  Range range_;
  Scale scale_;
  std::vector<Tick> ticks_;
};

}  // namespace glissade::svg
