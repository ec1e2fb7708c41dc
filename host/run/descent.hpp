#pragma once

#include "glissade/run_observer.hpp"
#include "glissade/run_result.hpp"
#include "options/run_options.hpp"
#include "run/preparation.hpp"
#include "run/run_checkpoints.hpp"

namespace glissade {

/// The numbers of the training loop of `run`, with the target scales and class weights of its data.
TrainingOptions descent_options(const Preparation& run);

/// Passes on what the training loop reports. All must outlive it; `checkpoints` may be null.
TrainingCallbacks training_callbacks(const Preparation& run, RunObserver& observer,
                                     RunCheckpoints* checkpoints);

/// Trains `run.model` in place. `checkpoints` may be null; otherwise they know the run. `resumed`: the
/// state to go on from, if any.
RunResult descend(Preparation& run, const TrainingOptions& training, RunObserver& observer,
                  RunCheckpoints* checkpoints, const std::optional<RunState>& resumed);

}  // namespace glissade
