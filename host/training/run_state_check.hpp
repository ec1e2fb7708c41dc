#pragma once

#include "glissade/training.hpp"

namespace glissade {

/// Whether `state` is one that a run can be in, whichever run that is. Throws Error(usage) that names what
/// cannot be.
void check_run_state(const RunState& state);

}  // namespace glissade
