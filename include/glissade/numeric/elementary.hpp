#pragma once

#include <cstdint>

#include "glissade/numeric/host_device.hpp"

/// exp, log, tanh and erf in fp32 from ×, +, ÷, bit operations and selects only. None of these leaves room to
/// a compiler or a device, so that the same bits come out everywhere, given rounding to nearest, subnormals
/// and -ffp-contract=off; and none branches, so that a loop over an array vectorises. Which bits a NaN holds
/// is not specified.
///
/// Each bound is the largest error over all floats, in units in the last place of the exact result (of 2^-149
/// below the normal range), measured against fp64 by bench/elementary_error and rounded up.
namespace glissade {

inline constexpr double exp_ulp_bound = 1.0;
inline constexpr double log_ulp_bound = 0.9;
inline constexpr double tanh_ulp_bound = 1.4;
inline constexpr double erf_ulp_bound = 1.5;

GLISSADE_HOST_DEVICE inline std::uint32_t bits_of(float value) {
  return __builtin_bit_cast(std::uint32_t, value);
}

GLISSADE_HOST_DEVICE inline float float_from_bits(std::uint32_t bits) {
  return __builtin_bit_cast(float, bits);
}

namespace detail {

// ln 2 in two parts: the first has 15 significant bits, so that its products with exponents are exact.
inline constexpr float ln2_high = 0x1.62e4p-1f;
inline constexpr float ln2_low = 0x1.7f7d1cp-20f;

/// log(2^exponent · (1 + fraction)) for a fraction in [√½ − 1, √2 − 1] and a whole exponent.
///
/// log(1 + f) = f − f²/2 + f³·P(f). P is the minimax polynomial for the relative error of the logarithm
/// (2^-30.3) from Remez's algorithm. Small terms are added first.
GLISSADE_HOST_DEVICE inline float log_of_parts(float exponent, float fraction) {
  float p = 0x1.1457aap-4f;
  p = p * fraction - 0x1.de3c16p-4f;
  p = p * fraction + 0x1.e6f06ap-4f;
  p = p * fraction - 0x1.fc2206p-4f;
  p = p * fraction + 0x1.233768p-3f;
  p = p * fraction - 0x1.555c4ep-3f;
  p = p * fraction + 0x1.99a4b6p-3f;
  p = p * fraction - 0x1.000006p-2f;
  p = p * fraction + 0x1.555548p-2f;
  const float square = fraction * fraction;
  const float tail = square * fraction * p + exponent * ln2_low;
  return (fraction - (0.5f * square - tail)) + exponent * ln2_high;
}

/// `magnitude` with the sign of `x`. Odd functions work on |x|, so that −0 keeps its sign.
GLISSADE_HOST_DEVICE inline float with_sign_of(float x, float magnitude) {
  return float_from_bits(bits_of(magnitude) | (bits_of(x) & 0x80000000u));
}

GLISSADE_HOST_DEVICE inline float absolute(float x) {
  return float_from_bits(bits_of(x) & 0x7fffffffu);
}

}  // namespace detail

/// e^x. Overflows to infinity, underflows gradually to zero.
GLISSADE_HOST_DEVICE inline float exp_float(float x) {
  // Beyond these, the result is 0 or infinity; a NaN passes.
  float argument = x < -104.0f ? -104.0f : x;
  argument = argument > 89.0f ? 89.0f : argument;
  // Adding 1.5·2^23 rounds to an integer, which then stands in the low bits.
  constexpr float shifter = 0x1.8p23f;
  const float shifted = argument * 0x1.715476p0f + shifter;
  const float whole = shifted - shifter;
  const std::int32_t exponent = static_cast<std::int32_t>(bits_of(shifted) - bits_of(shifter));
  const float r = (argument - whole * detail::ln2_high) - whole * detail::ln2_low;

  // e^r = 1 + r + r²·P(r) for |r| ≤ ln(2)/2: minimax for the relative error (2^-28.3), by Remez.
  float p = 0x1.6a2444p-10f;
  p = p * r + 0x1.1239e2p-7f;
  p = p * r + 0x1.5558f2p-5f;
  p = p * r + 0x1.555492p-3f;
  p = p * r + 0x1.fffffcp-2f;
  const float result = 1.0f + (r + r * r * p);

  // 2^exponent in two factors: neither leaves the range of normal floats, and only the last product rounds.
  const std::int32_t half = exponent >> 1;
  const float first = float_from_bits(static_cast<std::uint32_t>(half + 127) << 23);
  const float second = float_from_bits(static_cast<std::uint32_t>(exponent - half + 127) << 23);
  return result * first * second;
}

/// Natural logarithm: −∞ of ±0, NaN of a negative number.
GLISSADE_HOST_DEVICE inline float log_float(float x) {
  const bool subnormal = x < 0x1p-126f;
  const float scaled_up = x * 0x1p23f;
  const float normal = subnormal ? scaled_up : x;
  // Subtracting the bits of √½ before the exponent is cut off leaves a significand in [√½, √2).
  constexpr std::uint32_t square_root_of_half = 0x3f3504f3u;
  const std::uint32_t bits = bits_of(normal);
  const std::int32_t exponent = static_cast<std::int32_t>(bits - square_root_of_half) >> 23;
  const float significand = float_from_bits(bits - (static_cast<std::uint32_t>(exponent) << 23));
  const float bias = subnormal ? -23.0f : 0.0f;
  const float result = detail::log_of_parts(static_cast<float>(exponent) + bias, significand - 1.0f);

  constexpr float infinity = __builtin_huge_valf();
  const float of_zero_or_less = x == 0.0f ? -infinity : __builtin_nanf("");
  const float finite = x > 0.0f ? result : of_zero_or_less;
  return x < infinity ? finite : x;  // infinity and NaN are their own logarithms
}

/// Hyperbolic tangent; ±1 from |x| of about 9.
GLISSADE_HOST_DEVICE inline float tanh_float(float x) {
  // Near 0 as x + x³·P(x²), minimax for the relative error (2^-27.8) on |x| ≤ 5/8, by Remez.
  const float magnitude = detail::absolute(x);
  const float square = magnitude * magnitude;
  float p = -0x1.75ddc4p-8f;
  p = p * square + 0x1.5225bcp-6f;
  p = p * square - 0x1.b83c3ap-5f;
  p = p * square + 0x1.110726p-3f;
  p = p * square - 0x1.555532p-2f;
  const float near_zero = magnitude + magnitude * square * p;
  // Elsewhere the subtrahend is below ½, so that its relative error shrinks in the difference. Where e^2x is
  // infinite it is 0.
  const float elsewhere = 1.0f - 2.0f / (exp_float(magnitude + magnitude) + 1.0f);
  return detail::with_sign_of(x, magnitude < 0.625f ? near_zero : elsewhere);
}

/// The error function; ±1 from |x| of about 4.
GLISSADE_HOST_DEVICE inline float erf_float(float x) {
  // Near 0 as x + x·P(x²), minimax for the relative error (2^-31.2) on |x| ≤ 59/64, by Remez.
  const float magnitude = detail::absolute(x);
  const float square = magnitude * magnitude;
  float p = 0x1.5f0e0cp-14f;
  p = p * square - 0x1.aae894p-11f;
  p = p * square + 0x1.54dabcp-8f;
  p = p * square - 0x1.b81078p-6f;
  p = p * square + 0x1.ce2e2p-4f;
  p = p * square - 0x1.812744p-2f;
  p = p * square + 0x1.06eba8p-3f;
  const float near_zero = magnitude + magnitude * p;
  // Elsewhere as 1 − e^−Q(x), where Q approximates −log(erfc x) up to 63/16, past which erf rounds to 1:
  // minimax for the absolute error of the result (2^-29.4), by Remez.
  const float argument = magnitude > 3.9375f ? 3.9375f : magnitude;
  float q = -0x1.98620ap-13f;
  q = q * argument + 0x1.8d5aeap-9f;
  q = q * argument - 0x1.6b6b3p-6f;
  q = q * argument + 0x1.a952d2p-4f;
  q = q * argument + 0x1.464a58p-1f;
  q = q * argument + 0x1.20ab66p+0f;
  q = q * argument + 0x1.b8441ep-13f;
  const float elsewhere = 1.0f - exp_float(-q);
  return detail::with_sign_of(x, magnitude < 0.921875f ? near_zero : elsewhere);
}

}  // namespace glissade
