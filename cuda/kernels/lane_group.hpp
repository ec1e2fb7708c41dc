#pragma once

#include <cuda_runtime.h>

#include "kernels/block_sum.hpp"

namespace glissade::cuda {

/// A group of `lanes` neighbouring lanes of a warp, a power of two, that share a row.
template <unsigned int lanes>
struct LaneGroup {
  static constexpr unsigned int per_warp = 32 / lanes;
  static constexpr unsigned int per_block = per_warp * warps_per_block;

  __device__ static __forceinline__ unsigned int lane() { return threadIdx.x % lanes; }
  /// Within the warp.
  __device__ static __forceinline__ unsigned int index() { return threadIdx.x % 32 / lanes; }

  /// Σ over the lanes of each of `count` values, of which each lane is left with one: lane l with that of
  /// value owned<count>(l). In every step a lane hands on the values that it gives up and adds those that it
  /// keeps, so that eight sums take nine exchanges instead of forty; each is the same tree as warp_sum's.
  template <unsigned int count>
  __device__ static __forceinline__ float sums(float (&values)[count]) {
    unsigned int distance = lanes / 2;
#pragma unroll
    for (unsigned int half = count / 2; half > 0; half /= 2, distance /= 2) {
      const bool keeps_upper = (threadIdx.x & distance) != 0;
#pragma unroll
      for (unsigned int index = 0; index < half; ++index) {
        const float given = keeps_upper ? values[index] : values[index + half];
        const float kept = keeps_upper ? values[index + half] : values[index];
        values[index] = kept + __shfl_xor_sync(all_lanes, given, static_cast<int>(distance));
      }
    }
#pragma unroll
    for (; distance > 0; distance /= 2)
      values[0] += __shfl_xor_sync(all_lanes, values[0], static_cast<int>(distance));
    return values[0];
  }

  /// The value whose sum a lane is left with.
  template <unsigned int count>
  __device__ static __forceinline__ unsigned int owned() {
    return lane() / (lanes / count);
  }
  /// Whether the lane is the one that counts of all that are left with the same sum.
  template <unsigned int count>
  __device__ static __forceinline__ bool counts() {
    return lane() % (lanes / count) == 0;
  }
  /// The number that the lanes hold which own `value`.
  template <unsigned int count>
  __device__ static __forceinline__ float of_owner(float held, unsigned int value) {
    return __shfl_sync(all_lanes, held, static_cast<int>(value * (lanes / count)), static_cast<int>(lanes));
  }
};

}  // namespace glissade::cuda
