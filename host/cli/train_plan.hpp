#pragma once

#include "cli/train_preparation.hpp"

namespace glissade {

/// Prints what training would take on the device of `run`, which must be one of a module.
void show_plan(const Preparation& run, const TrainSettings& settings, bool json);

}  // namespace glissade
