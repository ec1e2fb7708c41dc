#pragma once

#include <cstdint>

/// What this machine can do at most, measured in the same process as what is compared with it.
namespace glissade::bench {

/// Bytes per second of summing 256 MB of floats on `threads` threads, the best of several passes.
double read_bandwidth(int threads);

}  // namespace glissade::bench
