#pragma once

#include <memory>
#include <optional>
#include <string>

#include "data/background_check.hpp"
#include "glissade/exact_solver.hpp"
#include "glissade/model.hpp"
#include "glissade/run_observer.hpp"
#include "options/run_options.hpp"
#include "run/automatic.hpp"
#include "run/prepared_source.hpp"
#include "run/training_data.hpp"

namespace glissade {

struct MomentsProblem;

/// Everything that a run needs, read and prepared.
struct Preparation {
  DeviceChoice device;
  FitOptions options;  ///< with everything set that was left to the run
  std::vector<ChosenOption> chosen = {};
  Model model;  ///< the start of training; the exact solver's solution
  PreparedSource training = {};
  std::optional<PreparedSource> validation = {};
  std::optional<PreparedSource> test = {};
  std::string data = {};                 ///< as SourceOptions::data; empty for a table of the caller's
  std::string checksum = {};             ///< of the training data as read; empty for synthetic data
  std::string validation_checksum = {};  ///< of separate validation data as read; empty if there is none
  std::optional<ExactSolution> exact = {};
  double exact_seconds = 0.0;
  std::shared_ptr<const MomentsProblem> moments = {};  ///< of Solver::moments, else null
  double moments_seconds = 0.0;
  /// The rest of the check of the training data; while it is under way, there is no checksum.
  std::unique_ptr<BackgroundCheck> check = {};
};

/// The device to run on, with a note if it was chosen automatically and is not still to be settled with the
/// solver. Throws Error(device) if it cannot be
/// used or lacks the precision asked for.
DeviceChoice choose_device(const FitOptions& options, Purpose purpose, RunObserver& observer);

/// The facts that rules for steps go by.
StepFacts step_facts(const Preparation& run, std::uint64_t rows);

/// Chooses what is left to the run, fits and applies the preprocessing, and makes the starting model: `from`,
/// or a new one.
Preparation prepare_tables(FitOptions options, Purpose purpose, const DeviceChoice& device,
                           const std::optional<Model>& from, TrainingTables tables, RunObserver& observer);

/// Reads the data, splits them, fits and applies the preprocessing; notes what it found.
Preparation prepare_run(RunOptions options, Purpose purpose, RunObserver& observer);

}  // namespace glissade
