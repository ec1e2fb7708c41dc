#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

/// The part of NVIDIA's header of this name that the device code uses, for the host. Values cross to and from
/// float by named functions only, so that no arithmetic happens in bf16 unseen.

// The names are NVIDIA's. NOLINTBEGIN(bugprone-reserved-identifier)

class __nv_bfloat16;
constexpr __nv_bfloat16 __ushort_as_bfloat16(unsigned short bits);
constexpr unsigned short __bfloat16_as_ushort(__nv_bfloat16 value);

/// The upper half of an IEEE float: 8 exponent bits, 7 explicit bits of the significand.
class __nv_bfloat16 {
 public:
  __nv_bfloat16() = default;

 private:
  friend constexpr __nv_bfloat16 __ushort_as_bfloat16(unsigned short bits);
  friend constexpr unsigned short __bfloat16_as_ushort(__nv_bfloat16 value);
  explicit constexpr __nv_bfloat16(unsigned short bits) : bits_(bits) {}
  unsigned short bits_;
};

constexpr __nv_bfloat16 __ushort_as_bfloat16(unsigned short bits) {
  return __nv_bfloat16(bits);
}

constexpr unsigned short __bfloat16_as_ushort(__nv_bfloat16 value) {
  return value.bits_;
}

/// To nearest, ties to even; past the largest finite value to infinity; every NaN becomes 0x7FFF.
constexpr __nv_bfloat16 __float2bfloat16_rn(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7FFFFFFFu) > 0x7F800000u)
    return __ushort_as_bfloat16(0x7FFF);
  const std::uint32_t last_kept_bit = (bits >> 16) & 1u;
  return __ushort_as_bfloat16(static_cast<unsigned short>((bits + 0x7FFFu + last_kept_bit) >> 16));
}

constexpr float __bfloat162float(__nv_bfloat16 value) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(__bfloat16_as_ushort(value)) << 16);
}

/// Loaded and stored as one word.
struct alignas(4) __nv_bfloat162 {
  __nv_bfloat162() = default;
  constexpr __nv_bfloat162(const __nv_bfloat16& first, const __nv_bfloat16& second) : x(first), y(second) {}

  __nv_bfloat16 x;
  __nv_bfloat16 y;
};

constexpr __nv_bfloat162 __floats2bfloat162_rn(float first, float second) {
  return {__float2bfloat16_rn(first), __float2bfloat16_rn(second)};
}

static_assert(sizeof(__nv_bfloat16) == 2 && alignof(__nv_bfloat16) == 2);
static_assert(sizeof(__nv_bfloat162) == 4);
static_assert(std::is_trivial_v<__nv_bfloat16> && std::is_trivial_v<__nv_bfloat162>);

// NOLINTEND(bugprone-reserved-identifier)
