#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "report/pages/svg_axis.hpp"
#include "text/text_format.hpp"

namespace glissade::svg {

struct Point {
  double x = 0.0;
  double y = 0.0;
};

struct Curve {
  std::string name;
  std::vector<Point> points;              ///< x ascending; where y is not finite, the curve has a gap
  std::string text;                       ///< in the legend, beside the name
  std::optional<std::size_t> color = {};  ///< its place among the curves unless given
};

/// The text of a value, with its unit.
using ValueText = std::string (*)(double value);
std::string plain_text(double value);    ///< "0.4213"
std::string percent_text(double value);  ///< "87.65 %", for a value that is in percent

/// Curves of values at epochs 1, 2, …, with the last value in the legend.
Curve epoch_curve(std::string name, const std::vector<double>& values, ValueText text = plain_text);

struct CurveAxes {
  std::string x_name;  ///< "epoch": also stands before the number under the pointer
  std::string y_name;
  Scale x = Scale::linear;
  Scale y = Scale::linear;
  bool whole_x = false;  ///< only whole numbers are marked across
  ValueText y_text = plain_text;
  std::optional<double> best_x = {};  ///< marked as the best, with `best_name` in the legend
  std::string best_name = {};
};

/// Logarithmic where the values are positive and span more than a linear axis could show.
Scale fitting_scale(const std::vector<Curve>& curves);

/// All curves between axes, with a legend; under the pointer the legend has the values there. A few hundred
/// points of long curves are drawn. Values that are not positive have no place on a logarithmic axis.
std::string curves(const std::string& title, const std::vector<Curve>& curves, const CurveAxes& axes);

}  // namespace glissade::svg
