#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "glissade/exact_solver.hpp"
#include "glissade/metrics.hpp"
#include "glissade/training.hpp"

namespace glissade {

/// The outcome of a run, beside its model.
struct RunResult {
  std::string device;
  std::string device_reason;
  TrainingResult training;                    ///< the exact solver sets the seconds only
  std::optional<std::uint64_t> resumed_step;  ///< steps done before the checkpoint resumed from
  std::optional<ExactSolution> exact;         ///< set by the exact solver
  /// Set by the exact solver, for the validation rows, or for the training rows if there are none.
  std::optional<RegressionMetrics> metrics;
  bool metrics_of_validation = false;
};

}  // namespace glissade
