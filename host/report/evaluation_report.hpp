#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "glissade/metrics.hpp"
#include "report/text_table.hpp"

namespace glissade {

/// The document that `evaluate --json` prints.
nlohmann::ordered_json evaluation_json(const RegressionMetrics& metrics);
nlohmann::ordered_json evaluation_json(const ClassificationMetrics& metrics);

TextTable metric_table(const RegressionMetrics& metrics);
TextTable metric_table(const ClassificationMetrics& metrics);
/// The scores of `classes`, and the averages of all.
TextTable class_table(const ClassificationMetrics& metrics, std::span<const ClassScores> classes);

/// The same as aligned tables; the confusion matrix only of up to 20 classes.
std::string evaluation_text(const RegressionMetrics& metrics);
std::string evaluation_text(const ClassificationMetrics& metrics);

}  // namespace glissade
