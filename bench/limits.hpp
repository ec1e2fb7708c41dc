#pragma once

#include <cstdint>

/// What this machine can do at most, beside what host/backends/cpu/machine_limits.hpp measures: the best of
/// several passes, on `threads` threads at once.
namespace glissade::bench {

/// Bytes per second, read and written, of changing `bytes` bytes of floats in place on each thread over and
/// over: in the caches where they fit there.
double read_and_write_rate(int threads, std::uint64_t bytes);

/// Floating-point operations per second of fp64 multiplications and additions that are not fused.
double unfused_double_rate(int threads);

}  // namespace glissade::bench
