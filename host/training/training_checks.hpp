#pragma once

#include <cstdint>
#include <span>

#include "glissade/training.hpp"

namespace glissade {

/// Throws Error(usage) for what no backend sees, or sees too late: the options of the loop, and validation
/// data that does not fit the network.
void check_training(const Network& network, const DatasetView& training, const DatasetView& validation,
                    const TrainingOptions& options);

/// The rows that a run is validated on.
enum class ValidationRows : std::uint8_t { none, weightless, weighted };

/// The part of check_training() that needs no data.
void check_training_options(const Network& network, std::uint64_t rows, ValidationRows validation,
                            const TrainingOptions& options);

/// Whether a loss of these rows has a mean: not if every row is of a class of weight 0.
bool has_weight(const DatasetView& data, std::span<const float> class_weights);

/// Whether `resumed` can be of this run: sizes and counts only.
void check_resumption(const Network& network, std::uint64_t rows, const TrainingOptions& options,
                      const RunState& resumed);

}  // namespace glissade
