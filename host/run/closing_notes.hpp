#pragma once

#include "run/preparation.hpp"

namespace glissade {

/// Notes what a user may want to know of a finished descent: that its loss was still falling, that the model
/// gives every row one class. Looks at a few thousand rows at most, and only if anybody listens.
void note_shortcomings(const Preparation& run, const TrainingOptions& training, const TrainingResult& result,
                       RunObserver& observer);

/// Whether a fifth of the run, the last one, still brought the loss down by a share of its whole fall that is
/// not noise.
bool was_still_learning(const TrainingResult& result);

}  // namespace glissade
