#include "run/moments_run.hpp"

#include "numeric/stopwatch.hpp"
#include "run/automatic.hpp"
#include "run/closing_notes.hpp"
#include "run/descent.hpp"
#include "training/moments/moments_training.hpp"

namespace glissade {

void read_moments(Preparation& run, const Table& training, const Table* validation) {
  const Stopwatch stopwatch;
  run.moments = std::make_shared<const MomentsProblem>(read_moments(run.model.preprocessing,
                                                                    run.model.network, training, validation,
                                                                    training_options(run.options.training)));
  run.moments_seconds = stopwatch.seconds();
  if (!run.model.predicts_in_double())
    run.model.arena64.assign(run.model.arena.begin(), run.model.arena.end());
  run.model.arena = {};
}

RunResult descend_on_moments(Preparation& run, const TrainingOptions& training, RunObserver& observer,
                             RunCheckpoints* checkpoints, const std::optional<RunState>& resumed) {
  RunResult result;
  result.chosen = run.chosen;
  result.options = training;
  result.device = run.device.backend->name();
  result.device_reason = run.device.reason;
  result.training =
      train_on_moments(run.model.network, *run.moments, run.model.arena64, training,
                       training_callbacks(run, observer, checkpoints), resumed ? &*resumed : nullptr);
  if (resumed)
    result.resumed_step = resumed->state.step;
  run.model.arena64 = result.training.arena64;
  result.moments = moments_outcome(*run.moments, run.model.network, run.model.arena64);
  if (run.model.network.outputs() == 1)
    result.train_r2 = result.moments->r2;
  result.moments->reading_seconds = run.moments_seconds;
  note_shortcomings(run, training, result.training, observer);
  return result;
}

}  // namespace glissade
