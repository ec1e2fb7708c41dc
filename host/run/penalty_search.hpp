#pragma once

#include "run/preparation.hpp"

namespace glissade {

/// Whether the rows of `run` are there to be tried on.
bool may_search_penalty(const Preparation& run);

/// Sets the penalty of `run.options`, the rest of whose steps is settled, to the best of a few candidates by
/// the loss of rows that were held out from short runs on the others. Takes about 3 seconds at most; the
/// same on every call, whatever the number of threads.
void search_penalty(Preparation& run, RunObserver& observer);

}  // namespace glissade
