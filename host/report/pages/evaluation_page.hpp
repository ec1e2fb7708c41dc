#pragma once

#include <span>
#include <string>
#include <vector>

#include "glissade/metrics.hpp"
#include "report/pages/html_page.hpp"

namespace glissade {

/// What was evaluated and where: what metrics do not know.
struct EvaluationContext {
  std::vector<Fact> facts;
  std::string command;
};

/// Metrics, the scores of each class, and what was taken for what: as a matrix, of many classes as a list of
/// the most frequent mistakes.
std::string evaluation_page(const EvaluationContext& context, const ClassificationMetrics& metrics);

/// Metrics, and for each target how predictions and true values go together. `predictions` and `targets`:
/// [rows × target_names.size()], row-major, in own units.
std::string evaluation_page(const EvaluationContext& context, const RegressionMetrics& metrics,
                            std::span<const double> predictions, std::span<const double> targets,
                            const std::vector<std::string>& target_names);

}  // namespace glissade
