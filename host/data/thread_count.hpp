#pragma once

#include <omp.h>

namespace glissade {

/// What a request for `threads` CPU threads means: 0 is all that the process may use.
inline int thread_count(int threads) {
  return threads > 0 ? threads : omp_get_max_threads();
}

}  // namespace glissade
