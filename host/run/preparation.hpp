#pragma once

#include <memory>
#include <optional>
#include <string>

#include "data/background_check.hpp"
#include "glissade/exact_solver.hpp"
#include "glissade/model.hpp"
#include "run/prepared_source.hpp"
#include "run/run_observer.hpp"
#include "run/run_options.hpp"

namespace glissade {

/// Everything that a run needs, read and prepared.
struct Preparation {
  DeviceChoice device;
  Model model;  ///< the start of training; the exact solver's solution
  PreparedSource training;
  std::optional<PreparedSource> validation;
  std::string checksum;             ///< of the training data as read; empty for synthetic data
  std::string validation_checksum;  ///< of separate validation data as read; empty if there is none
  std::optional<ExactSolution> exact;
  double exact_seconds = 0.0;
  /// The rest of the check of the training data; while it is under way, there is no checksum.
  std::unique_ptr<BackgroundCheck> check;
};

/// Reads the data, splits them, fits and applies the preprocessing; notes what it found.
Preparation prepare_run(RunOptions options, RunObserver& observer);

}  // namespace glissade
