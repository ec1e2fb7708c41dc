#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "glissade/metrics.hpp"

namespace glissade {

/// The document that `evaluate --json` prints.
nlohmann::ordered_json evaluation_json(const RegressionMetrics& metrics);
nlohmann::ordered_json evaluation_json(const ClassificationMetrics& metrics);

/// The same as aligned tables; the confusion matrix only of up to 20 classes.
std::string evaluation_text(const RegressionMetrics& metrics);
std::string evaluation_text(const ClassificationMetrics& metrics);

}  // namespace glissade
