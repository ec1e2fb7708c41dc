#pragma once

#include <vector>

#include "comparison/machine.hpp"
#include "comparison/measured_run.hpp"
#include "glissade/comparison.hpp"

namespace glissade::comparison {

/// All runs of one device.
struct DeviceRuns {
  Contender contender;
  bool generates = false;  ///< its data, as it opens a session
  std::vector<MeasuredRun> runs;
};

/// The figures of `device`. `step` is a full step; only its parameters count.
ComparedDevice summarize(const DeviceRuns& device, const Cost& run, const Cost& step,
                         const TrainingOptions& options, std::uint64_t rows, const MeasuredLimits& limits);

/// Nothing where no epoch of a run is as low.
std::optional<TimeToLoss> time_to_loss(const DeviceRuns& device, double loss);

/// From the repeats that both have.
SpeedUp speed_up(const ComparedDevice& device, const ComparedDevice& against);

}  // namespace glissade::comparison
