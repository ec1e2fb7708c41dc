#pragma once

#include <cstdint>

#include "glissade/training.hpp"

namespace glissade {

/// The scheduled learning rate of `step` (0-based) before it is rounded to fp32.
double scheduled_learning_rate(const TrainingOptions& options, std::uint64_t step, std::uint64_t total_steps,
                               std::uint64_t steps_per_epoch);

}  // namespace glissade
