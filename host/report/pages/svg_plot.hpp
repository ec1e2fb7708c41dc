#pragma once

#include <string>

#include "report/pages/svg_axis.hpp"

namespace glissade::svg {

/// The part of a drawing between its axes. Above it stands the name of the values, below it the numbers and
/// the name of the axis across.
class Plot {
 public:
  Plot(Axis x, Axis y, double height);

  double left = 0.0, right = 0.0, top = 0.0, bottom = 0.0;

  bool has_place(double x, double y) const { return x_.has_place(x) && y_.has_place(y); }
  double across(double x) const { return left + (right - left) * x_.place(x); }
  double down(double y) const { return bottom - (bottom - top) * y_.place(y); }

  /// Grid lines with their numbers, and the names of both axes.
  std::string axes(const std::string& x_name, const std::string& y_name) const;

  /// Everything so far ends above this.
  double end() const;

 private:
  Axis x_, y_;
};

}  // namespace glissade::svg
