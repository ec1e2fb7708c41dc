#pragma once

#include <cmath>
#include <cstdint>

#include "glissade/numeric/elementary.hpp"
#include "glissade/numeric/host_device.hpp"
#include "glissade/numeric/philox.hpp"

/// Standard normals by Box and Muller's transform from ×, +, √, integer operations and selects only: the same
/// bits on every device.
namespace glissade {

struct NormalPair {
  float first;
  float second;
};

namespace detail {

/// √(−2·ln u) with u = ((bits >> 8) + ½)·2^-24, in (0, 5.9).
GLISSADE_HOST_DEVICE inline float radius_from_bits(std::uint32_t bits) {
  // u in units of 2^-25 is an odd number of 25 bits, which no float holds; below ½ u has 24 bits, and above
  // so has 1 − u. Each half takes the logarithm from what is exact, so that the smallest radii are accurate
  // too.
  const std::uint32_t odd = (bits >> 8) * 2 + 1;
  const bool below_half = odd < (1u << 24);
  const std::uint32_t distance = below_half ? odd : (1u << 25) - odd;  // from the nearer of 0 and 1
  const float x = static_cast<float>(static_cast<std::int32_t>(distance)) * 0x1p-25f;

  // Below ½: u = 2^e·(1 + f) by the exponent, 1 + f in [√½, √2).
  constexpr std::uint32_t square_root_of_half = 0x3f3504f3u;
  const std::uint32_t x_bits = bits_of(x);
  const std::int32_t exponent = static_cast<std::int32_t>(x_bits - square_root_of_half) >> 23;
  const float low_exponent = static_cast<float>(exponent);
  const float low_fraction = float_from_bits(x_bits - (static_cast<std::uint32_t>(exponent) << 23)) - 1.0f;

  // Above: u = 1 − x, or ½·(1 + (1 − 2x)) where 1 − x is below √½; 1 − 2x is exact there.
  const bool doubled = x > 0.29289323f;
  const float high_exponent = doubled ? -1.0f : 0.0f;
  const float one_minus_double = 1.0f - (x + x);
  const float high_fraction = doubled ? one_minus_double : -x;

  const float log_u =
      log_of_parts(below_half ? low_exponent : high_exponent, below_half ? low_fraction : high_fraction);
  return std::sqrt(-2.0f * log_u);
}

/// (cos θ, sin θ) of θ = 2π·bits/2^32.
GLISSADE_HOST_DEVICE inline NormalPair direction_from_bits(std::uint32_t bits) {
  // The nearest quarter turn, and the rest in [−2^29, 2^29): exact, since it is done on integers.
  const std::uint32_t quarter = (bits + (1u << 29)) >> 30;
  const std::int32_t rest = static_cast<std::int32_t>(bits - (quarter << 30));
  const float angle = static_cast<float>(rest) * 0x1.921fb6p-30f;  // 2π/2^32

  // sin a = a + a³·S(a²), cos a = 1 − a²/2 + a⁴·C(a²) for |a| ≤ π/4: minimax for the relative error of the
  // sine (2^-28.0) and the absolute error of the cosine (2^-33.3), by Remez.
  const float square = angle * angle;
  float s = -0x1.9943ep-13f;
  s = s * square + 0x1.11073ap-7f;
  s = s * square - 0x1.555546p-3f;
  const float sine = angle + angle * square * s;
  float c = 0x1.9a025ap-16f;
  c = c * square - 0x1.6c0c8cp-10f;
  c = c * square + 0x1.55554ap-5f;
  const float cosine = 1.0f - (0.5f * square - square * square * c);

  // Quarters 1 and 3 exchange the two; cos is negative in 1 and 2, sin in 2 and 3.
  const bool exchanged = (quarter & 1u) != 0;
  const float first = exchanged ? sine : cosine;
  const float second = exchanged ? cosine : sine;
  const std::uint32_t first_sign = ((quarter + 1u) & 2u) << 30;
  const std::uint32_t second_sign = (quarter & 2u) << 30;
  return {float_from_bits(bits_of(first) ^ first_sign), float_from_bits(bits_of(second) ^ second_sign)};
}

}  // namespace detail

/// Two independent standard normals from two random words. |value| < 5.9.
GLISSADE_HOST_DEVICE inline NormalPair normal_pair(std::uint32_t radius_bits, std::uint32_t angle_bits) {
  const float radius = detail::radius_from_bits(radius_bits);
  const NormalPair direction = detail::direction_from_bits(angle_bits);
  return {radius * direction.first, radius * direction.second};
}

/// Element `index` of a stream of standard normals: lanes 0 and 1 of block index / 4 give elements 0 and 1,
/// lanes 2 and 3 give 2 and 3.
GLISSADE_HOST_DEVICE inline float random_normal(std::uint64_t seed, RandomPurpose purpose,
                                                std::uint32_t epoch, std::uint64_t index) {
  const PhiloxBlock block = random_block(seed, purpose, epoch, index / 4);
  const std::uint32_t half = index % 4 / 2;
  const NormalPair pair = normal_pair(block.lane[2 * half], block.lane[2 * half + 1]);
  return index % 2 == 0 ? pair.first : pair.second;
}

}  // namespace glissade
