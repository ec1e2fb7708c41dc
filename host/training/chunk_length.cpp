#include "training/chunk_length.hpp"

#include <algorithm>

namespace glissade {
namespace {

constexpr double target_seconds = 0.1;
// The first steps of a run are slow (threads start, caches are cold) and a clock may not have advanced at
// all: the length follows a measurement only so far upwards.
constexpr std::uint64_t largest_growth = 8;
// 2 MiB of scalars.
constexpr std::uint64_t largest_length = 65536;

}  // namespace

void ChunkLength::measured(std::uint64_t steps, double seconds) {
  // Infinite where the clock stood still.
  const double affordable = target_seconds * static_cast<double>(steps) / seconds;
  const auto wanted =
      static_cast<std::uint64_t>(std::clamp(affordable, 1.0, static_cast<double>(largest_length)));
  steps_ = std::min(wanted, steps_ * largest_growth);
}

}  // namespace glissade
