#pragma once

#include <algorithm>
#include <cstdint>

#include "glissade/training.hpp"
#include "numeric/stopwatch.hpp"

namespace glissade {

/// Tells when a run's next checkpoint is due.
class CheckpointClock {
 public:
  explicit CheckpointClock(const CheckpointInterval& interval) : interval_(interval) {}

  /// There is one at `step`.
  void restart(std::uint64_t step) {
    last_step_ = step;
    stopwatch_ = Stopwatch();
  }

  bool is_due(std::uint64_t step) const {
    return (interval_.steps > 0 && step / interval_.steps > last_step_ / interval_.steps) ||
           (interval_.seconds > 0.0 && stopwatch_.seconds() >= interval_.seconds);
  }

  /// As many of the `steps` after `step` as do not lead past the next one. They stand at multiples of the
  /// interval, wherever a run was resumed.
  std::uint64_t shortened(std::uint64_t step, std::uint64_t steps) const {
    return interval_.steps == 0 ? steps : std::min(steps, interval_.steps - step % interval_.steps);
  }

 private:
  CheckpointInterval interval_;
  std::uint64_t last_step_ = 0;
  Stopwatch stopwatch_;
};

}  // namespace glissade
