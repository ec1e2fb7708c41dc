#pragma once

#include "run/preparation.hpp"
#include "run/run_observer.hpp"
#include "run/run_result.hpp"

namespace glissade {

/// Solves for the parameters of `run.model`, with one note if features depend on each other. `training` is
/// the table before preprocessing.
void solve(Preparation& run, const RunOptions& options, const Table& training, RunObserver& observer);

/// The solution and its metrics on the validation rows, or on the training rows if there are none.
RunResult exact_result(const Preparation& run, const RunOptions& options);

}  // namespace glissade
