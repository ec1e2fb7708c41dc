#pragma once

#include <cstdint>
#include <span>

#include "glissade/training.hpp"

namespace glissade {

/// Throws Error(usage) for options that contradict each other, the network or the data.
void check_training(const Network& network, const DatasetView& training, const DatasetView& validation,
                    std::span<const float> initial_arena, const TrainingOptions& options);

}  // namespace glissade
