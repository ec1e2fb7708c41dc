#pragma once

#include <string>
#include <vector>

#include "report/pages/svg_curves.hpp"
#include "report/pages/svg_plot.hpp"

namespace glissade::svg {

/// The baseline of a line of the legend below a plot.
double legend_baseline(const Plot& plot, std::size_t place);

/// A strip for each x of the curves, at most a hundred: under the pointer it shows a line, the points on it,
/// and their values in the legend. Nothing for curves that do not share their x.
std::string readouts(const std::vector<Curve>& curves, const CurveAxes& axes, const Plot& plot);

/// Some places of `count`, evenly spread, the first and the last among them.
std::vector<std::size_t> thinned_places(std::size_t count, std::size_t most);

}  // namespace glissade::svg
