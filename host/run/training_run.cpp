#include "run/training_run.hpp"

#include "numeric/stopwatch.hpp"
#include "run/descent.hpp"
#include "run/exact_run.hpp"
#include "run/moments_run.hpp"
#include "run/observed_phase.hpp"
#include "run/predictor.hpp"
#include "run/run_identity.hpp"
#include "run/run_record.hpp"

namespace glissade {
namespace {

RunStart start_of(const Preparation& run) {
  return {.device = std::string(run.device.backend->name()),
          .device_reason = run.device.reason,
          .rows = run.training.rows(),
          .features = run.model.network.features(),
          .parameters = run.model.network.parameter_count(),
          .epochs = run.exact ? 0 : run.options.training.epochs.value_or(0),
          .chosen = run.chosen};
}

/// The run is not prolonged for it beyond a request to stop or the time that it was given, unless it
/// diverged: only the check can tell whether the data are to blame, and then no model may be replaced.
void finish_check(Preparation& run, const TrainingOptions& training, const TrainingResult& result,
                  const Stopwatch& stopwatch, RunObserver& observer) {
  if (!run.check)
    return;
  const auto stop_requested = [&] {
    const bool is_over = training.max_seconds && stopwatch.seconds() >= *training.max_seconds;
    return !result.divergence && (observer.stop_requested() || is_over);
  };
  const auto phase = observed_phase("check data", observer);
  if (run.check->is_under_way() && !stop_requested())
    observer.note("checking the rest of " + run.data);
  const std::optional<std::string> checksum = run.check->finish(stop_requested);
  run.checksum = checksum.value_or("not computed");
  if (!checksum)
    observer.note("not all of " + run.data +
                  " was checked by the end of the run; the model has no checksum of its data");
}

}  // namespace

FitResult complete_run(Preparation run, RunObserver& observer, RunCheckpoints* checkpoints,
                       const CommandText& command) {
  const bool takes_steps = run.options.solver != Solver::exact;
  const TrainingOptions training = takes_steps ? descent_options(run) : TrainingOptions();
  // Before the start is told: another run's checkpoint ends it.
  const std::optional<RunState> resumed = checkpoints != nullptr ? checkpoints->find() : std::nullopt;
  observer.start(start_of(run));
  const Stopwatch stopwatch;
  RunResult result = run.exact     ? exact_result(run, run.options)
                     : run.moments ? descend_on_moments(run, training, observer, checkpoints, resumed)
                                   : descend(run, training, observer, checkpoints, resumed);
  finish_check(run, training, result.training, stopwatch, observer);
  result.checksum = run.checksum;
  result.keeps_best = training.patience.has_value();
  result.rows = run.training.rows();
  if (run.validation)
    result.validation_rows = run.validation->rows();
  if (run.test && !result.training.divergence) {
    const auto phase = observed_phase("test", observer);
    result.test = evaluate_prepared(run.model, *run.test, *run.device.backend, run.options.training.threads);
  }
  run.model.record = run_record(run.options, result, command ? command(run.chosen) : std::string());
  return {std::move(run.model), std::move(result)};
}

FitResult train_run(const RunOptions& asked, RunObserver& observer, RunCheckpoints* checkpoints,
                    const CommandText& command) {
  RunOptions options = asked;
  const std::optional<RunDescription> saved = checkpoints != nullptr ? checkpoints->saved() : std::nullopt;
  if (saved)
    choose_as_before(options, *saved);
  check_fit_options(options);
  Preparation run = prepare_run(options, Purpose::training, observer);
  // The choices of a checkpoint's run were left to this run, too.
  run.chosen = chosen_options(asked, run.options);
  if (checkpoints != nullptr) {
    static_cast<FitOptions&>(options) = run.options;
    checkpoints->identify(describe_run(options, run, descent_options(run)));
  }
  return complete_run(std::move(run), observer, checkpoints, command);
}

}  // namespace glissade
