#pragma once

#include <string>
#include <vector>

#include "glissade/phase.hpp"

namespace glissade {

/// The phases of a run, for a page that draws them (chrome://tracing, ui.perfetto.dev).
class TimeLine {
 public:
  /// Without memory for it a phase is left out.
  void add(const Phase& phase) noexcept;

  /// A document of Chrome's trace event format. Microseconds since the time line's construction; steps on a
  /// device with a clock of its own once more, in a line of their own. `command` is kept beside them.
  std::string document(const std::string& command) const;

 private:
  Phase::Clock::time_point start_ = Phase::Clock::now();
  std::vector<Phase> phases_;
};

}  // namespace glissade
