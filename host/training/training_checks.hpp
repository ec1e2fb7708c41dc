#pragma once

#include "glissade/training.hpp"

namespace glissade {

/// Throws Error(usage) for what no backend sees, or sees too late: the options of the loop, and validation
/// data that does not fit the network.
void check_training(const Network& network, const DatasetView& training, const DatasetView& validation,
                    const TrainingOptions& options);

/// Whether `resumed` can be of this run: sizes and counts only.
void check_resumption(const Network& network, const DatasetView& training, const TrainingOptions& options,
                      const RunState& resumed);

}  // namespace glissade
