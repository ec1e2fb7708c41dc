#pragma once

#include "cli/messages.hpp"
#include "cli/run_checkpoints.hpp"
#include "cli/run_log.hpp"
#include "cli/train_outcome.hpp"
#include "cli/train_preparation.hpp"

namespace glissade {

/// What `run` is trained with: the settings, and what they come to for its data.
TrainingOptions descent_options(const Preparation& run, const TrainSettings& settings);

/// Trains `run.model` in place, with progress, epoch lines and log events on the way; `checkpoints` may be
/// null.
TrainOutcome descend(Preparation& run, const TrainSettings& settings, const Notes& notes, RunLog& log,
                     RunCheckpoints* checkpoints);

}  // namespace glissade
