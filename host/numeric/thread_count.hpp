#pragma once

#include <omp.h>

#include <algorithm>
#include <cstdint>

#include "numeric/startable_threads.hpp"

namespace glissade {

/// The number of `threads` that have a processor to themselves. More would wait for each other at every
/// barrier, which takes many times as long as the work.
inline int useful_threads(int threads) {
  return std::min(threads, omp_get_num_procs());
}

/// What a request for `threads` CPU threads means: 0 is all that the process may use. Fewer where the system
/// does not give as many.
inline int thread_count(int threads) {
  return startable_threads(threads > 0 ? threads : useful_threads(omp_get_max_threads()));
}

/// Threads for work that falls into `tiles`: a thread without a tile would only cost its wake-up.
inline int team_size(int threads, std::uint64_t tiles) {
  return static_cast<int>(
      std::clamp<std::uint64_t>(tiles, 1, static_cast<std::uint64_t>(thread_count(threads))));
}

}  // namespace glissade
