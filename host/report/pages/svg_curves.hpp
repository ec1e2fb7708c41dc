#pragma once

#include <string>
#include <vector>

namespace glissade::svg {

enum class Scale : bool { linear, logarithmic };

struct Point {
  double x = 0.0;
  double y = 0.0;
};

struct Curve {
  std::string name;
  std::vector<Point> points;  ///< x ascending; where y is not finite, the curve has a gap
  std::string text;           ///< in the legend, beside the name
};

/// Curves of values at epochs 1, 2, …, with the last value in the legend.
Curve epoch_curve(std::string name, const std::vector<double>& values);

struct CurveAxes {
  std::string x_name;  ///< "epoch": stands before the numbers at the ends of the axis
  Scale x = Scale::linear;
  Scale y = Scale::linear;
  std::string y_unit = {};  ///< of whole numbers; empty: of numbers as they are
};

/// Logarithmic where the values are positive and span more than a linear axis could show.
Scale fitting_scale(const std::vector<Curve>& curves);

/// All from the least to the largest value, with a legend. Of long curves some hundred points are drawn. On a
/// logarithmic axis only what is positive has a place.
std::string curves(const std::string& title, const std::vector<Curve>& curves, const CurveAxes& axes);

/// `curves` over epochs, to the scale that fits.
std::string epoch_curves(const std::string& title, const std::vector<Curve>& curves);

}  // namespace glissade::svg
