#pragma once

#include <span>

#include "glissade/training.hpp"

namespace glissade {

/// Throws Error(usage) for what no backend sees, or sees too late: the options of the loop, and validation
/// data that does not fit the network.
void check_training(const Network& network, const DatasetView& training, const DatasetView& validation,
                    const TrainingOptions& options);

/// Whether a loss of these rows has a mean: not if every row is of a class of weight 0.
bool has_weight(const DatasetView& data, std::span<const float> class_weights);

/// Whether `resumed` can be of this run: sizes and counts only.
void check_resumption(const Network& network, const DatasetView& training, const TrainingOptions& options,
                      const RunState& resumed);

}  // namespace glissade
