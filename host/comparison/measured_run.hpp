#pragma once

#include <optional>
#include <span>
#include <vector>

#include "glissade/training.hpp"
#include "training/timed_calls.hpp"

namespace glissade::comparison {

struct MeasuredRun {
  double open_seconds = 0.0;
  double warm_up_seconds = 0.0;  ///< the first call for steps; 0 where it was the only one
  TimedCalls train;              ///< the other calls, training steps only
  double evaluate_seconds = 0.0;
  TrainingResult result;
};

/// train() as it is, then one evaluation of `evaluated` by the session that was trained. `opened` is what the
/// session is opened with.
MeasuredRun measure_run(const Backend& backend, const Network& network, const DatasetView& opened,
                        const DatasetView& evaluated, std::span<const float> initial_arena,
                        const TrainingOptions& options);

/// Trains for about so many seconds, however many epochs that is, and has the rows per second of the training
/// steps; nothing where training diverges.
std::optional<double> measure_rate(const Backend& backend, const Network& network, const DatasetView& data,
                                   std::span<const float> initial_arena, TrainingOptions options,
                                   double seconds);

}  // namespace glissade::comparison
