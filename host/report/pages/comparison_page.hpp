#pragma once

#include <string>

#include "report/comparison_report.hpp"

namespace glissade {

/// One HTML document that needs nothing else: what was compared, tables, loss curves, times and limits.
std::string comparison_page(const Comparison& comparison, const ComparisonContext& context);

}  // namespace glissade
