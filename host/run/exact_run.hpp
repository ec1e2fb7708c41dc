#pragma once

#include "run/preparation.hpp"
#include "run/run_observer.hpp"
#include "run/run_result.hpp"

namespace glissade {

/// Solves for the parameters of `run.model`, with one note where features depend on each other. `training` is
/// the table before preprocessing.
void solve(Preparation& run, const RunOptions& options, const Table& training, RunObserver& observer);

/// What there is to tell of the solution, judged on the validation rows or else on the training rows.
RunResult exact_result(const Preparation& run, const RunOptions& options);

}  // namespace glissade
