#pragma once

#include <cstdint>
#include <span>

#include "glissade/backend.hpp"

/// What this machine can do at most, measured in the same process as what is compared with it. Each takes
/// well under a second.
namespace glissade::cpu {

inline constexpr std::uint64_t beyond_caches = std::uint64_t{1} << 28;

/// Bytes per second of one pass over the values on `threads` threads that does nothing but sum them.
double read_rate(std::span<const float> values, int threads);

/// Bytes per second of summing so many bytes of floats (at least 4 MB, and no more than `beyond_caches`) on
/// `threads` threads, the best of several passes: what fits into a cache is read faster.
double read_bandwidth(int threads, std::uint64_t bytes = beyond_caches);

/// Floating-point operations per second of fp32 products of 512 × 512 matrices, one at a time on each of
/// `threads` threads, the best of several passes.
double gemm_rate(int threads);

/// Both for `threads` threads, and the caches that they have to themselves.
DeviceLimits measure_limits(std::uint64_t data_bytes, int threads);

}  // namespace glissade::cpu
