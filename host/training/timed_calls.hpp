#pragma once

#include <cstdint>
#include <optional>

namespace glissade {

/// The rows and seconds of calls for training steps.
struct TimedCalls {
  std::uint64_t rows = 0;
  double seconds = 0.0;
  std::optional<double> device_seconds = {};  ///< as Sums has them

  /// Rows per second; 0 where the clock stood still.
  double rate() const { return seconds > 0.0 ? static_cast<double>(rows) / seconds : 0.0; }
};

/// `all` without the first call of a run, which meets cold memory, threads that sleep and
/// code that is not generated yet. All of it where there was no other call.
inline TimedCalls without_warm_up(TimedCalls all, const TimedCalls& first) {
  if (all.rows <= first.rows)
    return all;
  all.rows -= first.rows;
  all.seconds -= first.seconds;
  if (all.device_seconds)
    *all.device_seconds -= first.device_seconds.value_or(0.0);
  return all;
}

}  // namespace glissade
