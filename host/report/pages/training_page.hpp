#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "glissade/metrics.hpp"
#include "glissade/model.hpp"
#include "glissade/training.hpp"
#include "report/pages/html_page.hpp"

namespace glissade {

/// The parts of a run that its result does not hold.
struct TrainingPageContext {
  std::string subject;  ///< the network and its data, in a line
  std::vector<Fact> facts;
  std::string command;
  std::string device;
  std::optional<std::string> failure;              ///< why the run ended early without being asked to
  std::optional<std::uint64_t> kept_epoch;         ///< whose parameters the model has
  std::optional<std::uint64_t> validation_rows;    ///< missing without validation
  std::optional<RegressionMetrics> exact_metrics;  ///< set by the exact solver
  std::optional<double> final_loss;                ///< after the last step, where the solver knows it
  std::optional<Evaluation> test;                  ///< of the rows held back from everything else
  std::uint64_t exact_rank = 0;
};

/// The result, the curves and the epochs, the coefficients of a linear regression, and where it came from.
std::string training_page(const TrainingPageContext& context, const TrainingResult& result,
                          const Model& model);

}  // namespace glissade
