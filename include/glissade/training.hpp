#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "glissade/backend.hpp"
#include "glissade/dataset.hpp"
#include "glissade/network.hpp"
#include "glissade/optimizer.hpp"
#include "glissade/phase.hpp"

namespace glissade {

/// The learning rate over a run. Warm-up rises linearly over its first steps: (step + 1)/warmup of the rate.
struct Schedule {
  enum class Kind : std::uint8_t { constant, step, cosine };
  Kind kind = Kind::constant;
  std::uint64_t step_epochs = 0;   ///< step: every so many epochs, from 1 up, …
  double step_factor = 1.0;        ///< … the rate is multiplied by this, above 0
  std::uint64_t warmup_steps = 0;  ///< 0: none

  /// The factor on the learning rate of `step` (0-based) of `total_steps`. cosine: ½(1 + cos(π·t)), t from 0
  /// at the end of warm-up towards 1 at the end of the run.
  double factor(std::uint64_t step, std::uint64_t total_steps, std::uint64_t steps_per_epoch) const;
};

/// `constant`, `step:EPOCHS:FACTOR` or `cosine`. Throws Error(usage).
Schedule parse_schedule(std::string_view text);

/// When a run calls TrainingCallbacks::checkpoint. Both 0: at its end only.
struct CheckpointInterval {
  std::uint64_t steps = 0;  ///< every so many
  double seconds = 0.0;     ///< of the wall clock
};

/// The numbers of a training loop. Values out of range are refused by train() with Error(usage).
struct TrainingOptions {
  std::uint64_t epochs = 10;  ///< passes over the training rows, from 0 up
  /// Rows of a step, from 1 up; at least the number of rows: full batch, as steps on moments always are.
  std::uint64_t batch_size = 128;
  Optimizer optimizer = Adam{};
  double l1 = 0.0;    ///< adds l1·Σ|w| to the objective, weights only; from 0 up
  double l2 = 0.0;    ///< adds l2/2·Σw² to the objective, weights only; from 0 up
  double clip = 0.0;  ///< largest norm of the gradient; 0: no clipping
  Schedule schedule = {};
  std::optional<std::uint64_t> patience =
      {};  ///< epochs without improvement of the validation loss before stopping
  /// With patience: the least decrease of the validation loss that counts as better, from 0 up.
  double min_improvement = 0.0;
  std::optional<double> max_seconds = {};  ///< of this call: a resumed run has them anew
  CheckpointInterval checkpoint_interval = {};
  std::vector<float> class_weights = {};  ///< classification: one per class, from 0 up; empty: all 1
  std::uint64_t seed = 0;                 ///< key of the order of rows, and of starting weights
  int threads = 0;                        ///< of the CPU; 0: all that the process may use
  Precision precision = Precision::fp32;  ///< tf32 and bf16: cuda and emulated only
  /// Regression: one per output; Σ(ŷ−y)² is multiplied by target_scale² so that losses are in the targets'
  /// own units.
  std::vector<double> target_scale = {};
};

/// The optimizer's numbers and the penalties, as backends take them: rounded to fp32.
OptimizerOptions optimizer_options(const TrainingOptions& options);

/// The options that a session of such a run is opened with.
SessionOptions session_options(const TrainingOptions& options);

/// fp64 all through, rounded once. `step` counts from 0 over the whole run.
StepScalars step_scalars(const TrainingOptions& options, std::uint64_t step, std::uint64_t total_steps,
                         std::uint64_t steps_per_epoch);

/// A finished epoch. Losses are mean squared errors in the targets' own units, or mean cross-entropies in
/// nats, weighted by class; accuracies are shares from 0 to 1.
struct EpochReport {
  std::uint64_t epoch = 0;  ///< from 1
  double train_loss = 0.0;  ///< mean over the epoch's rows of each batch's loss before its update
  std::optional<double> train_accuracy;       ///< of classifiers
  std::optional<double> validation_loss;      ///< after the epoch, if there are validation rows with weight
  std::optional<double> validation_accuracy;  ///< of classifiers
  std::optional<double> validation_r2;        ///< of regressions whose validation targets vary
  double learning_rate = 0.0;                 ///< of the epoch's last step
  double seconds = 0.0;                       ///< training steps only
  std::uint64_t rows = 0;                     ///< trained on in this epoch
  /// Without the first call of a run, its warm-up, if the epoch took others.
  double samples_per_second = 0.0;
};

/// State of a run between two steps: all that it takes to go on to the bytes that it would have come to.
struct RunState {
  State state;
  Sums epoch_sums;                          ///< of the epoch under way
  double epoch_seconds = 0.0;               ///< of training steps in the epoch under way
  double seconds = 0.0;                     ///< of the whole run so far
  std::vector<EpochReport> epochs;          ///< finished
  std::optional<std::uint64_t> best_epoch;  ///< of the lowest loss so far, from 1
  double best_loss = std::numeric_limits<double>::infinity();
  /// With patience: the loss to improve on, the epochs since it was last improved on, and the parameters of
  /// the best epoch.
  double patience_loss = std::numeric_limits<double>::infinity();
  std::uint64_t epochs_without_improvement = 0;
  std::vector<double> best_arena;
};

/// The place of a run while an epoch is under way.
struct Progress {
  std::uint64_t epoch = 0;  ///< from 1
  std::uint64_t epochs = 0;
  std::uint64_t rows_done = 0;     ///< in this epoch
  std::uint64_t rows = 0;          ///< of an epoch
  double loss = 0.0;               ///< running mean over this epoch
  std::optional<double> accuracy;  ///< running share of this epoch, from 0 to 1; of classifiers
  double rows_per_second = 0.0;
  double seconds_left = 0.0;  ///< estimate for the whole run
};

/// Called between chunks of steps, from the calling thread. Any may be empty.
struct TrainingCallbacks {
  std::function<void(const Progress&)> progress = {};
  std::function<void(const EpochReport&)> epoch = {};
  /// After each stretch: the session's start, calls for steps, validation, checkpoints. May not throw.
  std::function<void(const Phase&)> phase = {};
  /// At every TrainingOptions::checkpoint_interval, and at the end of a run that did not diverge.
  std::function<void(const RunState&)> checkpoint = {};
  /// True: finish now, keeping what was learnt.
  std::function<bool()> stop_requested = {};
};

/// Why a run ended; signal: TrainingCallbacks::stop_requested was true; converged: further steps of conjugate
/// gradients would change nothing that matters.
enum class StopReason : std::uint8_t { epochs, patience, signal, time, diverged, converged };
std::string_view name_of(StopReason reason);

/// The outcome of training. Arenas are laid out as Network::tensors() says.
struct TrainingResult {
  std::vector<float> arena;          ///< of the best epoch under patience, else the last finite one
  std::vector<double> arena64 = {};  ///< the same before it was rounded, of a run on moments; else empty
  std::vector<EpochReport> epochs;
  std::uint64_t steps = 0;  ///< over the whole run, steps before a resumption included
  double seconds = 0.0;     ///< of the whole run, validation included
  StopReason stopped = StopReason::epochs;
  std::optional<std::uint64_t> best_epoch;  ///< lowest validation loss, or train loss without validation
  /// Set when `stopped` is diverged.
  struct Divergence {
    std::uint64_t epoch = 0;  ///< from 1
    std::uint64_t step = 0;   ///< from 1, over the whole run
    double learning_rate = 0.0;
  };
  std::optional<Divergence> divergence;
};

/// The training loop, the same for every backend and network. `initial_arena` has network.arena_size()
/// elements. `validation` may have no rows. With `resumed`, what a checkpoint callback of the same run was
/// given, the run goes on from there, and `initial_arena` is not looked at; more epochs may be asked for than
/// then. Throws Error(input) where a mapped file that the features are in was written to meanwhile.
TrainingResult train(const Backend& backend, const Network& network, const DatasetView& training,
                     const DatasetView& validation, std::span<const float> initial_arena,
                     const TrainingOptions& options, const TrainingCallbacks& callbacks = {},
                     const RunState* resumed = nullptr);

/// Rows of a seeded split, each list ascending; stratified where `classes` is not empty: every class has its
/// share in validation, rounded down or up (largest remainders, so that the total is right), and at least one
/// row in training. fraction in (0, 1).
struct Split {
  std::vector<std::uint64_t> training;
  std::vector<std::uint64_t> validation;
};
Split split_rows(std::uint64_t rows, std::span<const double> classes, double fraction, std::uint64_t seed);

/// n / (classes · count of the class), for classes with rows; 0 for classes without.
std::vector<float> balanced_class_weights(std::span<const std::int32_t> classes, std::uint64_t class_count);

}  // namespace glissade
