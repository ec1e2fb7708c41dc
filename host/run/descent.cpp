#include "run/descent.hpp"

#include <numeric>

#include "run/automatic.hpp"
#include "run/closing_notes.hpp"
#include "run/starting_model.hpp"
#include "run/step_cost.hpp"
#include "training/training_checks.hpp"

namespace glissade {
namespace {

/// By the loss of the kept epoch, of a regression with one target that varies.
std::optional<double> train_r2(const Preparation& run, const RunResult& result) {
  const std::vector<double>& targets = run.training.targets;
  const EpochReport* const epoch = result.kept_epoch();
  if (run.model.network.outputs() != 1 || targets.empty() || epoch == nullptr)
    return std::nullopt;
  const auto count = static_cast<double>(targets.size());
  const double mean = std::accumulate(targets.begin(), targets.end(), 0.0) / count;
  double squares = 0.0;
  for (const double target : targets)
    squares += (target - mean) * (target - mean);
  return squares > 0.0 ? std::optional(1.0 - epoch->train_loss / (squares / count)) : std::nullopt;
}

}  // namespace

TrainingOptions descent_options(const Preparation& run) {
  const Preprocessing& preprocessing = run.model.preprocessing;
  TrainingOptions training = training_options(run.options.training);
  if (training.threads == 0 && is_small_step(step_facts(run, run.training.rows()), training.batch_size))
    training.threads = 1;
  training.target_scale = preprocessing.target_scale;
  training.class_weights = class_weights(run.options, preprocessing, run.training.dataset.view());
  return training;
}

TrainingCallbacks training_callbacks(const Preparation& run, RunObserver& observer,
                                     RunCheckpoints* checkpoints) {
  TrainingCallbacks callbacks;
  callbacks.stop_requested = [&] {
    return observer.stop_requested() || (run.check && run.check->has_failed());
  };
  callbacks.progress = [&](const Progress& progress) { observer.show_progress(progress); };
  callbacks.epoch = [&](const EpochReport& epoch) { observer.finish_epoch(epoch); };
  callbacks.phase = [&](const Phase& phase) { observer.finish_phase(phase); };
  if (checkpoints != nullptr)
    callbacks.checkpoint = [checkpoints](const RunState& state) { checkpoints->save(state); };
  return callbacks;
}

RunResult descend(Preparation& run, const TrainingOptions& training, RunObserver& observer,
                  RunCheckpoints* checkpoints, const std::optional<RunState>& resumed) {
  const DatasetView data = run.training.dataset.view();
  const DatasetView validation = run.validation ? run.validation->dataset.view() : DatasetView();
  if (run.validation && !has_weight(validation, training.class_weights))
    observer.warn("every validation row is of a class of weight 0, so there is no validation loss");

  RunResult result;
  result.chosen = run.chosen;
  result.options = training;
  result.device = run.device.backend->name();
  result.device_reason = run.device.reason;
  result.training = train(*run.device.backend, run.model.network, data, validation, run.model.arena, training,
                          training_callbacks(run, observer, checkpoints), resumed ? &*resumed : nullptr);
  if (resumed)
    result.resumed_step = resumed->state.step;
  run.model.arena = result.training.arena;
  result.train_r2 = train_r2(run, result);
  note_shortcomings(run, training, result.training, observer);
  return result;
}

}  // namespace glissade
