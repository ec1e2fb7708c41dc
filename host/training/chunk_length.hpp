#pragma once

#include <cstdint>

namespace glissade {

/// How many steps to ask a backend for at once: about 100 ms of them, so that the calls cost nothing while
/// progress and signals do not wait long.
class ChunkLength {
 public:
  std::uint64_t steps() const { return steps_; }
  /// Adapts to a chunk that took `seconds` for `steps`.
  void measured(std::uint64_t steps, double seconds);

 private:
  std::uint64_t steps_ = 1;
};

}  // namespace glissade
