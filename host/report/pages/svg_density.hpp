#pragma once

#include <string>

#include "report/residuals.hpp"

namespace glissade::svg {

/// How many rows have each residual, with zero marked.
std::string residual_histogram(const TargetResiduals& residuals);

/// Predicted over true values: the more rows the darker, with the line on which predictions are right.
std::string prediction_field(const TargetResiduals& residuals);

}  // namespace glissade::svg
