#pragma once

#include "run/preparation.hpp"
#include "training/checkpoint/checkpoint_file.hpp"

namespace glissade {

/// What decides the steps of a run, by the options' names. Left out is what may change when it is resumed:
/// the device, threads, time limits, the number of epochs where the schedule does not depend on it.
RunDescription describe_run(const RunOptions& run_options, const Preparation& run,
                            const TrainingOptions& options);

}  // namespace glissade
