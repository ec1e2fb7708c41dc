#pragma once

#include "cli/messages.hpp"
#include "cli/train_outcome.hpp"
#include "cli/train_preparation.hpp"

namespace glissade {

/// Solves for the parameters of `run.model`, with one note where features depend on each other. `training` is
/// the table before preprocessing.
void solve(Preparation& run, const TrainSettings& settings, const Table& training, const Notes& notes);

/// What there is to tell of the solution, judged on the validation rows or else on the training rows.
TrainOutcome exact_outcome(const Preparation& run, const TrainSettings& settings);

}  // namespace glissade
