#pragma once

#include <optional>

#include "glissade/run_observer.hpp"
#include "glissade/run_result.hpp"
#include "run/preparation.hpp"
#include "run/run_checkpoints.hpp"

namespace glissade {

/// Reads the moments of the rows of `run.model`'s data, and makes its starting parameters fp64. The tables
/// are those before preprocessing; `validation` may be null.
void read_moments(Preparation& run, const Table& training, const Table* validation);

/// Trains `run.model` in place. As descend().
RunResult descend_on_moments(Preparation& run, const TrainingOptions& training, RunObserver& observer,
                             RunCheckpoints* checkpoints, const std::optional<RunState>& resumed);

}  // namespace glissade
