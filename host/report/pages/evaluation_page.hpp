#pragma once

#include <span>
#include <string>
#include <vector>

#include "glissade/metrics.hpp"
#include "report/pages/html_page.hpp"

namespace glissade {

/// The parts of an evaluation that its metrics do not hold.
struct EvaluationContext {
  std::string subject;  ///< the model and the data, in a line
  std::vector<Fact> facts;
  std::string command;
};

/// Metrics, the confusion matrix (of many classes, the most frequent confusions) and the scores of each
/// class.
std::string evaluation_page(const EvaluationContext& context, const ClassificationMetrics& metrics);

/// Metrics, and for each target its predictions beside the true values. `predictions` and `targets`:
/// [rows × target_names.size()], row-major, in own units.
std::string evaluation_page(const EvaluationContext& context, const RegressionMetrics& metrics,
                            std::span<const double> predictions, std::span<const double> targets,
                            const std::vector<std::string>& target_names);

}  // namespace glissade
