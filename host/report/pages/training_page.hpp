#pragma once

#include <optional>
#include <string>
#include <vector>

#include "glissade/metrics.hpp"
#include "glissade/model.hpp"
#include "glissade/training.hpp"
#include "report/pages/html_page.hpp"

namespace glissade {

/// What a run was: what its result does not know.
struct TrainingPageContext {
  std::vector<Fact> facts;
  std::string command;
  std::optional<RegressionMetrics> metrics;  ///< of the exact solver
  bool metrics_of_validation = false;
};

/// What was trained, how it went epoch by epoch, and, of linear regression, the coefficients.
std::string training_page(const TrainingPageContext& context, const TrainingResult& result,
                          const Model& model);

}  // namespace glissade
