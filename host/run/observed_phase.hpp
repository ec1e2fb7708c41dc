#pragma once

#include "glissade/run_observer.hpp"
#include "numeric/timed_phase.hpp"

namespace glissade {

/// From here to the end of the block; the observer is told then.
inline auto observed_phase(std::string_view name, RunObserver& observer) {
  return TimedPhase(name, [&observer](const Phase& phase) { observer.finish_phase(phase); });
}

}  // namespace glissade
