#pragma once

#include <cstdint>

#include "run/automatic.hpp"

namespace glissade {

/// About how long a step of `batch_size` rows takes on one thread of an ordinary CPU. A function of the
/// shapes alone, so that what follows from it is the same everywhere.
double estimated_step_seconds(const StepFacts& facts, std::uint64_t batch_size);

/// How many steps that is in so many seconds, at least 500.
std::uint64_t affordable_steps(const StepFacts& facts, std::uint64_t batch_size, double seconds);

/// Whether threads would take longer to meet than to share the work.
bool is_small_step(const StepFacts& facts, std::uint64_t batch_size);

}  // namespace glissade
