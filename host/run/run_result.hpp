#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "glissade/exact_solver.hpp"
#include "glissade/metrics.hpp"
#include "glissade/training.hpp"

namespace glissade {

/// What a finished run has to tell, beside its model.
struct RunResult {
  std::string device;
  std::string device_reason;
  TrainingResult training;                    ///< of the exact solver only the seconds
  std::optional<std::uint64_t> resumed_step;  ///< steps that an earlier run had done, by its checkpoint
  std::optional<ExactSolution> exact;         ///< of the exact solver only
  /// Of the exact solver only: of the validation rows, or else of the training rows.
  std::optional<RegressionMetrics> metrics;
  bool metrics_of_validation = false;
};

}  // namespace glissade
