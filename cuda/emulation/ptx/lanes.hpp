#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

namespace emulation::ptx {

/// One bit for each lane of a warp.
using LaneMask = std::uint32_t;
inline constexpr std::uint32_t lanes = 32;
inline constexpr LaneMask all_lanes = ~LaneMask{0};

inline bool holds(LaneMask mask, std::uint32_t lane) {
  return (mask >> lane & 1u) != 0;
}

struct BFloat16 {
  std::uint16_t bits;
};

/// How a lane's register is kept: in 64 bits, or in 32 where it has no more. Predicates are one mask for all
/// lanes.
template <class T>
using Stored = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;

/// The only NaN that arithmetic in single precision gives.
inline constexpr std::uint32_t canonical_nan = 0x7fffffff;

template <class T>
T value_of(Stored<T> bits) {
  if constexpr (std::is_floating_point_v<T>)
    return std::bit_cast<T>(bits);
  else if constexpr (std::is_same_v<T, BFloat16>)
    return {static_cast<std::uint16_t>(bits)};
  else
    return static_cast<T>(bits);
}

template <class T>
Stored<T> bits_of(T value) {
  if constexpr (std::is_same_v<T, float>)
    return value != value ? canonical_nan : std::bit_cast<std::uint32_t>(value);
  else if constexpr (std::is_same_v<T, double>)
    return std::bit_cast<std::uint64_t>(value);
  else if constexpr (std::is_same_v<T, BFloat16>)
    return value.bits;
  else
    return static_cast<std::make_unsigned_t<T>>(value);
}

}  // namespace emulation::ptx
