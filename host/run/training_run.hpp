#pragma once

#include <string>

#include "glissade/run_observer.hpp"
#include "glissade/run_result.hpp"
#include "options/run_options.hpp"
#include "run/preparation.hpp"
#include "run/run_checkpoints.hpp"

namespace glissade {

/// Descends from a prepared start, or evaluates the exact solution that it holds. `training`: as
/// descent_options() makes it. `checkpoints` may be null; otherwise they know the run. `command`: as
/// run_record() takes it.
FitResult complete_run(Preparation run, const FitOptions& options, const TrainingOptions& training,
                       RunObserver& observer, RunCheckpoints* checkpoints, const std::string& command);

/// A whole run: reads its data, prepares them, and trains. `checkpoints` may be null.
FitResult train_run(const RunOptions& options, RunObserver& observer, RunCheckpoints* checkpoints,
                    const std::string& command);

}  // namespace glissade
