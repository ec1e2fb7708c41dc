#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

namespace glissade {

/// A stretch of a run, for a time line. Some contain others.
struct Phase {
  using Clock = std::chrono::steady_clock;

  std::string_view name;  ///< of static storage: "read", "steps"
  Clock::time_point begin, end;
  std::uint64_t rows = 0;       ///< that it went through; 0: says nothing
  double device_seconds = 0.0;  ///< of them, by a device's own clock; 0: it has none
};

}  // namespace glissade
