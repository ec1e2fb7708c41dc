#include "cli/descent.hpp"

#include <unistd.h>

#include "cli/run_description.hpp"
#include "cli/starting_model.hpp"
#include "cli/stop_signals.hpp"
#include "report/progress_line.hpp"
#include "report/training_report.hpp"
#include "training/training_checks.hpp"

namespace glissade {

TrainingOptions descent_options(const Preparation& run, const TrainSettings& settings) {
  const Preprocessing& preprocessing = run.model.preprocessing;
  TrainingOptions options = settings.training;
  options.target_scale = preprocessing.target_scale;
  options.class_weights = class_weights(settings, preprocessing, run.training.dataset.view());
  return options;
}

TrainOutcome descend(Preparation& run, const TrainSettings& settings, const Notes& notes, RunLog& log,
                     RunCheckpoints* checkpoints) {
  const DatasetView training = run.training.dataset.view();
  const DatasetView validation = run.validation ? run.validation->dataset.view() : DatasetView();
  const TrainingOptions options = descent_options(run, settings);
  if (run.validation && !has_weight(validation, options.class_weights))
    notes.warn("every validation row is of a class of weight 0, so there is no validation loss");
  std::optional<RunState> resumed;
  if (checkpoints != nullptr)
    resumed = checkpoints->find(describe_run(settings, run, options));

  std::optional<ProgressLine> line;
  if (!notes.quiet() && ::isatty(STDERR_FILENO) != 0)
    line.emplace(STDERR_FILENO);
  TrainingCallbacks callbacks;
  callbacks.stop_requested = [&] {
    return StopSignals::received() != 0 || (run.check && run.check->has_failed());
  };
  if (line)
    callbacks.progress = [&](const Progress& progress) { line->show(progress); };
  callbacks.epoch = [&](const EpochReport& epoch) {
    log.write("epoch", epoch_json(epoch));
    if (!line)
      notes.say(epoch_line(epoch, options.epochs));
  };

  if (checkpoints != nullptr)
    callbacks.checkpoint = [&](const RunState& state) { checkpoints->save(state); };

  TrainOutcome outcome;
  outcome.device = run.device.backend->name();
  outcome.device_reason = run.device.reason;
  outcome.result = train(*run.device.backend, run.model.network, training, validation, run.model.arena,
                         options, callbacks, resumed ? &*resumed : nullptr);
  if (resumed)
    outcome.resumed_step = resumed->state.step;
  run.model.arena = outcome.result.arena;
  return outcome;
}

}  // namespace glissade
