#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "emulation/vector_types.hpp"

/// The part of the CUDA language that kernels use, as C++.

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)

inline dim3 gridDim, blockDim;
inline uint3 blockIdx, threadIdx;
inline constexpr int warpSize = 32;

namespace emulation {

/// Where a kernel calls a barrier or a warp function. Threads that meet must have come by the same call.
struct CallSite {
  const char* function;
  const char* file;
  int line;
};

/// What one lane brings to a warp function, and takes from it.
struct Exchange {
  unsigned int mask = 0;
  std::uint64_t value = 0;
  int source = 0;  ///< the lane whose value is asked for
};

void block_barrier(const CallSite& site);
std::uint64_t warp_exchange(const Exchange& exchange, const CallSite& site);
unsigned int warp_ballot(unsigned int mask, bool predicate, const CallSite& site);
int current_lane();
[[noreturn]] void complain_about_width(int width, const CallSite& site);
[[noreturn]] void complain_about_distance(long long distance, const CallSite& site);

/// The hardware takes the lowest five bits of a distance, whatever they say.
inline void check_distance(long long distance, const CallSite& site) {
  if (distance < 0 || distance >= warpSize)
    complain_about_distance(distance, site);
}

/// `source(lane, first, width)` gives the lane to read within the segment of `width` lanes from `first`.
template <class T, class Source>
T shuffle(unsigned int mask, T value, int width, const CallSite& site, Source source) {
  static_assert(std::is_arithmetic_v<T> && (sizeof(T) == 4 || sizeof(T) == 8),
                "the hardware shuffles 4 or 8 bytes");
  if (width < 1 || width > warpSize || (width & (width - 1)) != 0)
    complain_about_width(width, site);
  const int lane = current_lane();
  Exchange exchange{mask, 0, source(lane, lane & ~(width - 1), width)};
  std::memcpy(&exchange.value, &value, sizeof value);
  const std::uint64_t received = warp_exchange(exchange, site);
  std::memcpy(&value, &received, sizeof value);
  return value;
}

}  // namespace emulation

// Default arguments are evaluated where the call stands; std::source_location is not in every compiler yet.
// By value: GCC takes the line of the declaration where the default argument is bound to a reference.
#define EMULATION_CALL_SITE(name) emulation::CallSite site = {name, __builtin_FILE(), __builtin_LINE()}

inline void __syncthreads(EMULATION_CALL_SITE("__syncthreads")) {
  emulation::block_barrier(site);
}

inline void __syncwarp(unsigned int mask = 0xffffffffu, EMULATION_CALL_SITE("__syncwarp")) {
  emulation::warp_exchange({mask, 0, emulation::current_lane()}, site);
}

template <class T>
T __shfl_sync(unsigned int mask, T value, int source, int width = warpSize,
              EMULATION_CALL_SITE("__shfl_sync")) {
  return emulation::shuffle(mask, value, width, site,
                            [&](int, int first, int lanes) { return first + (source & (lanes - 1)); });
}

template <class T>
T __shfl_up_sync(unsigned int mask, T value, unsigned int delta, int width = warpSize,
                 EMULATION_CALL_SITE("__shfl_up_sync")) {
  emulation::check_distance(delta, site);
  return emulation::shuffle(mask, value, width, site, [&](int lane, int first, int) {
    return delta > static_cast<unsigned int>(lane - first) ? lane : lane - static_cast<int>(delta);
  });
}

template <class T>
T __shfl_down_sync(unsigned int mask, T value, unsigned int delta, int width = warpSize,
                   EMULATION_CALL_SITE("__shfl_down_sync")) {
  emulation::check_distance(delta, site);
  return emulation::shuffle(mask, value, width, site, [&](int lane, int first, int lanes) {
    return delta >= static_cast<unsigned int>(first + lanes - lane) ? lane : lane + static_cast<int>(delta);
  });
}

template <class T>
T __shfl_xor_sync(unsigned int mask, T value, int lane_mask, int width = warpSize,
                  EMULATION_CALL_SITE("__shfl_xor_sync")) {
  emulation::check_distance(lane_mask, site);
  return emulation::shuffle(mask, value, width, site, [&](int lane, int first, int lanes) {
    const int other = lane ^ lane_mask;
    return other < first + lanes ? other : lane;
  });
}

inline unsigned int __ballot_sync(unsigned int mask, int predicate, EMULATION_CALL_SITE("__ballot_sync")) {
  return emulation::warp_ballot(mask, predicate != 0, site);
}

template <class T>
T __ldg(const T* address) {
  return *address;
}
