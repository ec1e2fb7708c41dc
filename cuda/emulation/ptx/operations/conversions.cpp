#include <cmath>
#include <limits>

#include "ptx/operations/operation.hpp"

namespace emulation::ptx {
namespace {

/// Towards zero, to the nearest end of the range where the number is beyond; a NaN gives 0 in 32 bits or
/// fewer, and the highest bit alone in 64.
template <class Integer, class Floating>
Integer truncated(Floating value) {
  using Limits = std::numeric_limits<Integer>;
  if (value != value)
    return sizeof(Integer) == 8 ? static_cast<Integer>(std::uint64_t{1} << 63) : Integer{0};
  // The lower end is a number of every format, and so is one past the upper end.
  const Floating beyond = std::ldexp(Floating{1}, Limits::digits);
  if (value < static_cast<Floating>(Limits::min()))
    return Limits::min();
  return value >= beyond ? Limits::max() : static_cast<Integer>(value);
}

BFloat16 rounded_to_bfloat16(float value) {
  if (value != value)
    return {0x7fff};
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  // To nearest, ties to even.
  return {static_cast<std::uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16)};
}

template <class Result, class Source>
void add_integer_to_integer(Operations& table, const std::string& result, const std::string& source) {
  table["cvt." + result + '.' + source] =
      element_wise<Result, Source>([](Source value) { return static_cast<Result>(value); });
}

template <class Integer>
void add_integer(Operations& table, const std::string& type) {
  add_integer_to_integer<std::uint8_t, Integer>(table, "u8", type);
  add_integer_to_integer<std::int8_t, Integer>(table, "s8", type);
  add_integer_to_integer<std::uint16_t, Integer>(table, "u16", type);
  add_integer_to_integer<std::int16_t, Integer>(table, "s16", type);
  add_integer_to_integer<std::uint32_t, Integer>(table, "u32", type);
  add_integer_to_integer<std::int32_t, Integer>(table, "s32", type);
  add_integer_to_integer<std::uint64_t, Integer>(table, "u64", type);
  add_integer_to_integer<std::int64_t, Integer>(table, "s64", type);
  table["cvt.rn.f32." + type] =
      element_wise<float, Integer>([](Integer value) { return static_cast<float>(value); });
  table["cvt.rn.f64." + type] =
      element_wise<double, Integer>([](Integer value) { return static_cast<double>(value); });
  if constexpr (sizeof(Integer) > 1) {
    table["cvt.rzi." + type + ".f32"] =
        element_wise<Integer, float>([](float value) { return truncated<Integer>(value); });
    table["cvt.rzi." + type + ".f64"] =
        element_wise<Integer, double>([](double value) { return truncated<Integer>(value); });
  }
}

}  // namespace

void add_conversions(Operations& table) {
  add_integer<std::uint8_t>(table, "u8");
  add_integer<std::int8_t>(table, "s8");
  add_integer<std::uint16_t>(table, "u16");
  add_integer<std::int16_t>(table, "s16");
  add_integer<std::uint32_t>(table, "u32");
  add_integer<std::int32_t>(table, "s32");
  add_integer<std::uint64_t>(table, "u64");
  add_integer<std::int64_t>(table, "s64");
  table["cvt.f64.f32"] = element_wise<double, float>([](float value) { return static_cast<double>(value); });
  table["cvt.rn.f32.f64"] =
      element_wise<float, double>([](double value) { return static_cast<float>(value); });
  table["cvt.rn.bf16.f32"] =
      element_wise<BFloat16, float>([](float value) { return rounded_to_bfloat16(value); });
  table["cvt.f32.bf16"] = element_wise<float, BFloat16>(
      [](BFloat16 value) { return std::bit_cast<float>(std::uint32_t{value.bits} << 16); });
}

}  // namespace emulation::ptx
