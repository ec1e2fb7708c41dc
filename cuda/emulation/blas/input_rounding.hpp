#pragma once

#include <bit>
#include <cstdint>

#include "cuda_bf16.h"

/// Floats that are rounded to narrower formats and stay floats; infinities and NaN stay what they are.
namespace emulation {

/// Keeps 10 explicit bits of the significand. Truncates: of the roundings that hardware may use this errs
/// most, so what holds here holds there.
constexpr float truncated_to_tf32(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t kept = bits & 0xFFFFE000u;
  // A NaN whose payload lies in the dropped bits alone would become an infinity.
  constexpr std::uint32_t quiet_bit = 0x00400000u;
  return std::bit_cast<float>((bits & 0x7FFFFFFFu) > 0x7F800000u ? kept | quiet_bit : kept);
}

constexpr float rounded_to_bf16(float value) {
  return __bfloat162float(__float2bfloat16_rn(value));
}

}  // namespace emulation
