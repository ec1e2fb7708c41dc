#pragma once

#include "glissade/run_observer.hpp"
#include "glissade/run_result.hpp"
#include "run/preparation.hpp"

namespace glissade {

/// Solves for the parameters of `run.model`, with one note if features depend on each other. `training` is
/// the table before preprocessing.
void solve(Preparation& run, const FitOptions& options, const Table& training, RunObserver& observer);

/// The solution and its metrics on the validation rows, or on the training rows if there are none.
RunResult exact_result(const Preparation& run, const FitOptions& options);

}  // namespace glissade
