#pragma once

#include <cuda_runtime.h>

#include "shared_memory.hpp"

namespace glissade::cuda {

/// Threads of every kernel's block.
inline constexpr unsigned int block_threads = 256;
inline constexpr unsigned int warps_per_block = block_threads / 32;
inline constexpr unsigned int all_lanes = 0xffffffffu;

/// Values that a thread reads, where it has so many, before it uses the first: a load takes as long as
/// hundreds of instructions, and the memory is only busy while many are under way.
inline constexpr unsigned int loads_under_way = 8;

template <class T>
__device__ __forceinline__ T warp_sum(T value) {
  for (int distance = 16; distance > 0; distance /= 2)
    value += __shfl_xor_sync(all_lanes, value, distance);
  return value;
}

/// Σ over the block's threads, in an order that never changes, for every thread. Each call in a kernel has a
/// Name of its own.
template <class Name, class T>
__device__ __forceinline__ T block_sum(T value) {
  auto& warp_sums = shared<Name, T[warps_per_block]>();
  const T warp_total = warp_sum(value);
  if (threadIdx.x % 32 == 0)
    warp_sums[threadIdx.x / 32] = warp_total;
  __syncthreads();
  T total = warp_sums[0];
  for (unsigned int warp = 1; warp < warps_per_block; ++warp)
    total += warp_sums[warp];
  return total;
}

/// Roundings that one term passes through in block_sum.
inline constexpr unsigned int block_sum_depth = 5 + warps_per_block;

/// Σ of `count` partial results that lie `stride` apart, by a warp, for every lane of it.
template <class T>
__device__ __forceinline__ T warp_sum_of_partials(const T* partials, unsigned int count,
                                                  unsigned int stride) {
  T sum{};
  for (unsigned int index = threadIdx.x % 32; index < count; index += 32)
    sum += partials[static_cast<std::size_t>(index) * stride];
  return warp_sum(sum);
}

/// The same by a block, for every thread of it.
template <class Name, class T>
__device__ __forceinline__ T sum_of_partials(const T* partials, unsigned int count, unsigned int stride) {
  T sum{};
  for (unsigned int index = threadIdx.x; index < count; index += block_threads)
    sum += partials[static_cast<std::size_t>(index) * stride];
  return block_sum<Name>(sum);
}

}  // namespace glissade::cuda
