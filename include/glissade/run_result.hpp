#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "glissade/exact_solver.hpp"
#include "glissade/metrics.hpp"
#include "glissade/model.hpp"
#include "glissade/training.hpp"

namespace glissade {

/// An option that was left to the run, by its name ("batch-size"), and what it chose, as it would be typed.
struct ChosenOption {
  std::string name;
  std::string value;

  bool operator==(const ChosenOption&) const = default;
};

/// The end of a run on moments, for its training rows. Losses are mean squared errors in the targets' own
/// units.
struct MomentsOutcome {
  double loss = 0.0;         ///< of the model
  std::optional<double> r2;  ///< missing where a target does not vary
  /// Least value of the objective, which with l2 holds the penalty, too, and what the model's is above it.
  /// Missing with l1, and for named optimizers where features are too collinear to solve for it from moments.
  std::optional<double> exact_objective;
  std::optional<double> excess;
  double reading_seconds = 0.0;  ///< of the rows, before the steps
};

/// The outcome of a run, beside its model.
struct RunResult {
  std::string device;
  std::string device_reason;  ///< why this device, in one clause
  std::uint64_t rows = 0;     ///< of training
  std::optional<std::uint64_t> validation_rows;
  std::string checksum;              ///< of the training data as read; empty for synthetic data
  std::vector<ChosenOption> chosen;  ///< in the order of the options
  TrainingOptions options;           ///< of the training loop, if there was one
  TrainingResult training;           ///< the exact solver sets the seconds only
  /// R² by the train loss of the kept epoch, or of the model of a run on moments: of a regression with one
  /// target that varies.
  std::optional<double> train_r2;
  bool keeps_best = false;                    ///< patience restores the best epoch's parameters
  std::optional<std::uint64_t> resumed_step;  ///< steps done before the checkpoint resumed from
  std::optional<ExactSolution> exact;         ///< set by the exact solver
  std::optional<MomentsOutcome> moments;      ///< set by Solver::moments
  /// Set by the exact solver, for the validation rows, or for the training rows if there are none.
  std::optional<RegressionMetrics> metrics;
  bool metrics_of_validation = false;
  std::optional<Evaluation> test;  ///< of the rows held back, unless the run diverged

  /// The epoch whose parameters were kept: under patience the best, else the last. Null without a finished
  /// epoch.
  const EpochReport* kept_epoch() const;
};

struct FitResult {
  Model model;
  RunResult run;
};

}  // namespace glissade
