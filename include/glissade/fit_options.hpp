#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "glissade/network.hpp"
#include "glissade/preprocessing.hpp"
#include "glissade/training.hpp"

namespace glissade {

/// The way to the parameters. `moments` and `exact` are for linear regression, and compute in fp64 on the
/// CPU.
enum class Solver : std::uint8_t {
  descent,  ///< steps on batches of rows
  moments,  ///< steps of full batches, from means of products of columns that one pass over the rows gives
  exact,    ///< least squares, without steps
};
std::string_view name_of(Solver solver);

/// The numbers of descent that a run is asked for: TrainingOptions, in which what is unset is chosen from the
/// data. RunResult::chosen says what was.
struct RequestedTraining {
  std::optional<std::uint64_t> epochs = {};
  std::optional<std::uint64_t> batch_size = {};
  /// A learning rate in it that is automatic_rate is chosen, too.
  std::optional<Optimizer> optimizer = {};
  double l1 = 0.0;
  std::optional<double> l2 = {};
  double clip = 0.0;
  std::optional<Schedule> schedule = {};
  std::uint64_t warmup_steps = 0;  ///< above 0: in place of the schedule's own
  std::optional<std::uint64_t> patience = {};
  double min_improvement = 0.0;
  std::optional<double> max_seconds = {};
  CheckpointInterval checkpoint_interval = {};
  std::uint64_t seed = 0;
  int threads = 0;
  Precision precision = Precision::fp32;

  /// As batch_size: all rows.
  static constexpr std::uint64_t full_batch = std::numeric_limits<std::uint64_t>::max();
  static constexpr double automatic_rate = std::numeric_limits<double>::quiet_NaN();
};

/// Everything that decides what a run computes from its tables.
struct FitOptions {
  /// Whether targets that are numbers are classes. Targets that are words are classes in any case.
  bool classifier = false;
  /// Units of each hidden layer, from 1 up, for classifiers. Unset: no hidden layer, or those of a model that
  /// the run continues from.
  std::optional<std::vector<std::uint64_t>> hidden = {};
  /// Function after each hidden layer. Unset: relu, or that of a model that the run continues
  /// from.
  std::optional<Activation> activation = {};
  /// Rule for starting weights. Unset: chosen.
  std::optional<Initialization> initialization = {};
  PreprocessingOptions preprocessing = {};
  /// Choose the scale from the data where `preprocessing` neither rescales nor standardises.
  bool automatic_scale = true;
  /// Share of the rows held back from everything else, on which the model is evaluated in the end, in (0, 1);
  /// 0: none.
  double test_fraction = 0.0;
  double validation_fraction = 0.0;  ///< share of the other rows held out for validation, in (0, 1); 0: none
  bool balanced_classes = false;     ///< weigh each class by the inverse of its share
  std::vector<std::pair<std::string, double>> class_weights = {};  ///< by class name; other classes weigh 1
  RequestedTraining training = {};
  /// Unset: chosen from the data.
  std::optional<Solver> solver = {};
  /// auto, cpu, reference, cuda or emulated.
  std::string device = "auto";
};

}  // namespace glissade
