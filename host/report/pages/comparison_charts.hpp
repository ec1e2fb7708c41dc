#pragma once

#include <string>
#include <utility>
#include <vector>

#include "glissade/comparison.hpp"

/// The drawings of a comparison.
namespace glissade::comparison_charts {

/// A drawing and its title.
using Chart = std::pair<std::string, std::string>;

/// The share of its limits that each device reaches, and the rooflines if any limit was measured.
std::vector<Chart> limits(const Comparison& comparison);
/// A chart for each phase, each to its own scale: their times differ too much for a common one.
std::vector<Chart> phases(const Comparison& comparison);
Chart losses(const Comparison& comparison);
/// Empty if no device reached the target.
std::vector<Chart> target_times(const Comparison& comparison);
/// Rows per second over sizes.
Chart sweep(const Sweep& sweep);

}  // namespace glissade::comparison_charts
