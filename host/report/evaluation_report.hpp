#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "glissade/metrics.hpp"
#include "report/text_table.hpp"

namespace glissade {

/// The document that `evaluate --json` prints. Of more than 200 classes it has in place of the confusion
/// matrix `confusion_entries`, [true class, predicted class, rows] of each entry that is not 0.
nlohmann::ordered_json evaluation_json(const RegressionMetrics& metrics);
nlohmann::ordered_json evaluation_json(const ClassificationMetrics& metrics);

TextTable metric_table(const RegressionMetrics& metrics);
TextTable metric_table(const ClassificationMetrics& metrics);
/// Each of several targets.
TextTable target_table(const RegressionMetrics& metrics);
/// The scores of `classes`, and the averages of all.
TextTable class_table(const ClassificationMetrics& metrics, std::span<const ClassScores> classes);

/// The same as aligned tables; of many classes those of the lowest F1, and the most frequent mistakes.
std::string evaluation_text(const RegressionMetrics& metrics);
std::string evaluation_text(const ClassificationMetrics& metrics);

}  // namespace glissade
