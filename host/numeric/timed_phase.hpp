#pragma once

#include <utility>

#include "glissade/phase.hpp"

namespace glissade {

/// A phase from its construction to its destruction, of which it tells `tell`, which may not throw.
template <class Tell>
class TimedPhase {
 public:
  TimedPhase(std::string_view name, Tell tell)
      : phase_{.name = name, .begin = Phase::Clock::now(), .end = {}}, tell_(std::move(tell)) {}
  TimedPhase(const TimedPhase&) = delete;
  TimedPhase& operator=(const TimedPhase&) = delete;
  ~TimedPhase() {
    phase_.end = Phase::Clock::now();
    tell_(phase_);
  }

  void went_through(std::uint64_t rows, double device_seconds = 0.0) {
    phase_.rows = rows;
    phase_.device_seconds = device_seconds;
  }

 private:
  Phase phase_;
  Tell tell_;
};

}  // namespace glissade
