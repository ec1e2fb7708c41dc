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

/// What a training run works with, once everything is read and prepared.
struct Preparation {
  DeviceChoice device;
  Model model;  ///< what training starts from; with the exact solver, what it found
  PreparedSource training;
  std::optional<PreparedSource> validation;
  std::string checksum;             ///< of all training data as read; empty for synthetic data
  std::string validation_checksum;  ///< of validation data of their own, likewise
  std::optional<ExactSolution> exact;
  double exact_seconds = 0.0;
  /// What remains of the check of the training data, which then have no checksum yet.
  std::unique_ptr<BackgroundCheck> check;
};

/// Reads, splits, fits and applies, with observer of what it found.
Preparation prepare_run(RunOptions options, RunObserver& observer);

}  // namespace glissade
