#pragma once

#include "run/preparation.hpp"
#include "run/run_checkpoints.hpp"
#include "run/run_observer.hpp"
#include "run/run_options.hpp"
#include "run/run_result.hpp"

namespace glissade {

/// `options.training` with what it comes to for the data of `run`: target scales and class weights.
TrainingOptions descent_options(const Preparation& run, const RunOptions& options);

/// Trains `run.model` in place. `checkpoints` may be null.
RunResult descend(Preparation& run, const RunOptions& options, RunObserver& observer,
                  RunCheckpoints* checkpoints);

}  // namespace glissade
