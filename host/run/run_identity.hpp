#pragma once

#include "run/preparation.hpp"
#include "training/checkpoint/checkpoint_file.hpp"

namespace glissade {

/// Everything that decides the steps of a run, by option name. The device, threads, time limits, and the
/// number of epochs unless the schedule depends on it may change when the run is resumed, and are left out.
RunDescription describe_run(const RunOptions& run_options, const Preparation& run,
                            const TrainingOptions& options);

}  // namespace glissade
