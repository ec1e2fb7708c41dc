#pragma once

#include <string>

#include "report/comparison_report.hpp"

namespace glissade {

/// One HTML document that needs nothing else: the fastest device, rates, limits, times and losses, and where
/// they came from.
std::string comparison_page(const Comparison& comparison, const ComparisonContext& context);

}  // namespace glissade
