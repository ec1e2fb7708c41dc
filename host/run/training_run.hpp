#pragma once

#include <functional>
#include <string>
#include <vector>

#include "glissade/run_observer.hpp"
#include "glissade/run_result.hpp"
#include "options/run_options.hpp"
#include "run/preparation.hpp"
#include "run/run_checkpoints.hpp"

namespace glissade {

/// The command that makes a run again, with what was chosen for it. Empty: not known.
using CommandText = std::function<std::string(const std::vector<ChosenOption>& chosen)>;

/// Descends from a prepared start, or evaluates the exact solution that it holds. `checkpoints` may be null;
/// otherwise they know the run.
FitResult complete_run(Preparation run, RunObserver& observer, RunCheckpoints* checkpoints,
                       const CommandText& command);

/// A whole run: reads its data, prepares them, and trains. `checkpoints` may be null.
FitResult train_run(const RunOptions& asked, RunObserver& observer, RunCheckpoints* checkpoints,
                    const CommandText& command);

}  // namespace glissade
