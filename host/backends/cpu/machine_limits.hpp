#pragma once

/// What this machine can do at most, measured in the same process as what is compared with it. Each takes
/// well under a second.
namespace glissade::cpu {

/// Bytes per second of summing 256 MB of floats on `threads` threads, the best of several passes.
double read_bandwidth(int threads);

/// Floating-point operations per second of fp32 products of 512 × 512 matrices, one at a time on each of
/// `threads` threads, the best of several passes.
double gemm_rate(int threads);

}  // namespace glissade::cpu
