#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "blas/input_rounding.hpp"
#include "cuda_bf16.h"

/// Conversions to narrower formats.
namespace emulation {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr unsigned pattern_count = 1u << 16;

__nv_bfloat16 pattern(unsigned bits) {
  return __ushort_as_bfloat16(static_cast<unsigned short>(bits));
}

unsigned rounded_bits(float value) {
  return __bfloat16_as_ushort(__float2bfloat16_rn(value));
}

float from_bits(std::uint32_t bits) {
  return std::bit_cast<float>(bits);
}

bool is_nan_pattern(unsigned bits) {
  return (bits & 0x7FFFu) > 0x7F80u;
}

/// From sign, exponent and significand, as IEEE reads them.
double value_again(unsigned bits) {
  const double sign = (bits & 0x8000u) != 0 ? -1.0 : 1.0;
  const int exponent = static_cast<int>(bits >> 7 & 0xFFu);
  const double significand = static_cast<double>(bits & 0x7Fu);
  return exponent == 0 ? sign * std::ldexp(significand, -133)
                       : sign * std::ldexp(128.0 + significand, exponent - 134);
}

TEST(Bfloat16, EveryPatternIsTheValueThatItsDigitsSay) {
  for (unsigned bits = 0; bits < pattern_count; ++bits) {
    const float value = __bfloat162float(pattern(bits));
    if (is_nan_pattern(bits)) {
      EXPECT_TRUE(std::isnan(value)) << bits;
    } else if ((bits & 0x7FFFu) == 0x7F80u) {
      EXPECT_EQ(value, bits == 0x7F80u ? infinity : -infinity);
    } else {
      EXPECT_EQ(value, value_again(bits)) << bits;
      EXPECT_EQ(std::signbit(value), bits >= 0x8000u) << bits;
    }
  }
}

TEST(Bfloat16, EveryPatternSurvivesTheWayThroughFloatAndNanBecomesTheOneNan) {
  for (unsigned bits = 0; bits < pattern_count; ++bits)
    ASSERT_EQ(rounded_bits(__bfloat162float(pattern(bits))), is_nan_pattern(bits) ? 0x7FFFu : bits);
}

TEST(Bfloat16, RoundsToTheNearestAndTiesToEvenBetweenAllNeighbours) {
  for (unsigned bits = 0; bits + 1 < pattern_count; ++bits) {
    if ((bits & 0x7FFFu) >= 0x7F80u)
      continue;  // Infinities and NaN have no neighbour above; that of the largest value is an infinity.
    const std::uint32_t tie = (bits << 16) + 0x8000u;
    const unsigned even = bits % 2 == 0 ? bits : bits + 1;
    ASSERT_EQ(rounded_bits(from_bits(tie - 0x7FFFu)), bits);
    ASSERT_EQ(rounded_bits(from_bits(tie - 1)), bits);
    ASSERT_EQ(rounded_bits(from_bits(tie)), even);
    ASSERT_EQ(rounded_bits(from_bits(tie + 1)), bits + 1);
    ASSERT_EQ(rounded_bits(from_bits(tie + 0x7FFFu)), bits + 1);
  }
}

TEST(Bfloat16, TurnsEveryNanOfFloatIntoTheOneNan) {
  for (const std::uint32_t bits : {0x7F800001u, 0x7FC00000u, 0x7FFFFFFFu, 0xFF800001u, 0xFFFFFFFFu})
    EXPECT_EQ(rounded_bits(from_bits(bits)), 0x7FFFu) << bits;
}

TEST(Bfloat16, PairsKeepTheirOrderInMemory) {
  const __nv_bfloat162 pair = __floats2bfloat162_rn(1.0f, -2.0f);
  EXPECT_EQ(__bfloat162float(pair.x), 1.0f);
  EXPECT_EQ(__bfloat162float(pair.y), -2.0f);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(pair), 0xC0003F80u);
}

TEST(Tf32, DropsWhatLiesBeyondTenBitsTowardsZero) {
  EXPECT_EQ(truncated_to_tf32(1.0f), 1.0f);
  EXPECT_EQ(truncated_to_tf32(1.0f + 0x1p-10f), 1.0f + 0x1p-10f);
  EXPECT_EQ(truncated_to_tf32(1.0f + 0x1p-11f), 1.0f);
  EXPECT_EQ(truncated_to_tf32(1.0f + 0x1p-10f + 0x1p-11f), 1.0f + 0x1p-10f);
  EXPECT_EQ(truncated_to_tf32(2.0f - 0x1p-23f), 2.0f - 0x1p-10f);
  EXPECT_EQ(truncated_to_tf32(-2.0f + 0x1p-23f), -2.0f + 0x1p-10f);
  EXPECT_EQ(truncated_to_tf32(std::numeric_limits<float>::max()), 0x1.FFCp127f);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(truncated_to_tf32(-0.0f)), 0x80000000u);
}

TEST(Tf32, ErrsByLessThanTheBoundForEveryExponent) {
  for (std::uint32_t exponent = 1; exponent < 255; ++exponent) {
    for (const std::uint32_t significand : {0u, 1u, 0x1000u, 0x1FFFu, 0x2000u, 0x3FFFu, 0x7FFFFFu}) {
      const float value = from_bits(exponent << 23 | significand);
      const float narrow = truncated_to_tf32(value);
      EXPECT_LE(narrow, value);
      EXPECT_LT(static_cast<double>(value) - narrow, 0x1p-10 * value);
      EXPECT_EQ(std::bit_cast<std::uint32_t>(narrow) & 0x1FFFu, 0u);
    }
  }
}

TEST(Tf32, KeepsInfinitiesAndNan) {
  EXPECT_EQ(truncated_to_tf32(infinity), infinity);
  EXPECT_EQ(truncated_to_tf32(-infinity), -infinity);
  for (const std::uint32_t bits : {0x7F800001u, 0x7F801FFFu, 0x7FC00000u, 0xFF800001u, 0xFFFFFFFFu})
    EXPECT_TRUE(std::isnan(truncated_to_tf32(from_bits(bits)))) << bits;
}

TEST(InputRoundingToBfloat16, IsTheConversionThereAndBack) {
  EXPECT_EQ(rounded_to_bf16(1.0f + 0x1p-8f), 1.0f);
  EXPECT_EQ(rounded_to_bf16(1.0f + 0x3p-8f), 1.0f + 0x1p-6f);
  EXPECT_EQ(rounded_to_bf16(-infinity), -infinity);
  EXPECT_EQ(rounded_to_bf16(std::numeric_limits<float>::max()), infinity);
  EXPECT_TRUE(std::isnan(rounded_to_bf16(std::numeric_limits<float>::quiet_NaN())));
}

}  // namespace
}  // namespace emulation
