#include "numeric/random_fill.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

#include "glissade/numeric/normal.hpp"
#include "support/byte_hash.hpp"

namespace glissade {
namespace {

using testing::byte_hash;

constexpr RandomStream stream{.seed = 0x0123456789abcdef, .purpose = RandomPurpose::features, .epoch = 0};
constexpr std::size_t many = std::size_t{1} << 20;

std::vector<float> normals(std::uint64_t first, std::size_t count, InstructionSet instruction_set) {
  std::vector<float> values(count);
  fill_normals(stream, first, values, instruction_set);
  return values;
}

std::vector<float> normals(std::size_t count) {
  return normals(0, count, best_instruction_set());
}

class EveryInstructionSet : public ::testing::TestWithParam<InstructionSet> {};
INSTANTIATE_TEST_SUITE_P(RandomFill, EveryInstructionSet, ::testing::ValuesIn(supported_instruction_sets()),
                         [](const auto& tested) { return std::string(name_of(tested.param)); });

// The bits are part of what a seed means: they may never change.
TEST_P(EveryInstructionSet, GivesTheCommittedBits) {
  std::vector<std::uint32_t> bits(many);
  fill_bits(stream, 0, bits, GetParam());
  EXPECT_EQ(byte_hash<std::uint32_t>(bits), 8107144184477319036u);
  std::vector<float> values(many);
  fill_uniforms(stream, 0, values, GetParam());
  EXPECT_EQ(byte_hash<float>(values), 18286901729339954095u);
  fill_normals(stream, 0, values, GetParam());
  EXPECT_EQ(byte_hash<float>(values), 4034528845225712690u);
}

TEST_P(EveryInstructionSet, FillsAnySliceAsTheScalarFunctionsDo) {
  for (const std::uint64_t first : {0ull, 1ull, 2ull, 3ull, 1021ull, (1ull << 34) - 5, (1ull << 62) + 1}) {
    for (const std::size_t count : {0u, 1u, 2u, 3u, 4u, 5u, 63u, 64u, 1023u, 1024u, 1025u, 2100u}) {
      std::vector<float> values(count + 1, 99.0f), uniforms(count);
      std::vector<std::uint32_t> bits(count);
      fill_normals(stream, first, std::span(values).first(count), GetParam());
      fill_uniforms(stream, first, uniforms, GetParam());
      fill_bits(stream, first, bits, GetParam());
      EXPECT_EQ(values[count], 99.0f);
      for (std::size_t i = 0; i < count; ++i) {
        ASSERT_EQ(values[i], random_normal(stream.seed, stream.purpose, 0, first + i)) << first << "+" << i;
        ASSERT_EQ(bits[i], random_bits(stream.seed, stream.purpose, 0, first + i)) << first << "+" << i;
        ASSERT_EQ(uniforms[i], uniform_from_bits(bits[i]));
      }
    }
  }
}

TEST(RandomFill, DrawsOtherNumbersForOtherStreams) {
  const std::vector<float> one = normals(1000);
  for (const RandomStream& other :
       {RandomStream{stream.seed + 1, stream.purpose, 0}, RandomStream{stream.seed, RandomPurpose::noise, 0},
        RandomStream{stream.seed, stream.purpose, 1}}) {
    std::vector<float> values(1000);
    fill_normals(other, 0, values);
    EXPECT_NE(values, one);
  }
}

// Box and Muller in fp64. The polynomials and roundings cost a few 2^-24 of the radius.
TEST(Normals, AreBoxMullersToFp32Accuracy) {
  double worst = 0.0;
  const auto check = [&](std::uint32_t radius_bits, std::uint32_t angle_bits) {
    const double radius = std::sqrt(-2.0 * std::log(((radius_bits >> 8) + 0.5) * 0x1p-24));
    const double angle = 2.0 * std::numbers::pi * angle_bits * 0x1p-32;
    const NormalPair pair = normal_pair(radius_bits, angle_bits);
    worst = std::max({worst, std::fabs(pair.first - radius * std::cos(angle)) / radius,
                      std::fabs(pair.second - radius * std::sin(angle)) / radius});
  };
  std::vector<std::uint32_t> bits(many);
  fill_bits(stream, 0, bits);
  for (std::size_t i = 0; i < many; i += 2)
    check(bits[i], bits[i + 1]);
  // Ends, the middle and √½ of the radius; ends and edges of the octants of the angle.
  for (const std::uint32_t radius :
       {0x0u, 0x100u, 0x7fffff00u, 0x80000000u, 0xb504f300u, 0xb504f400u, 0xfffffe00u, 0xffffff00u})
    for (std::uint32_t eighth = 0; eighth < 8; ++eighth)
      for (const std::uint32_t offset : {0u, 1u, 0xffffffffu})
        check(radius, (eighth << 29) + offset);
  EXPECT_LE(worst, 4.0 * 0x1p-24);
}

TEST(Normals, HaveTheMomentsOfTheNormalDistribution) {
  const std::vector<float> values = normals(many);
  double sums[5] = {};
  for (const float value : values)
    for (int power = 1; power <= 4; ++power)
      sums[power] += std::pow(static_cast<double>(value), power);
  const double n = many;
  // Five standard errors: the variances of z, z², z³ and z⁴ are 1, 2, 15 and 96.
  EXPECT_NEAR(sums[1] / n, 0.0, 5.0 * std::sqrt(1.0 / n));
  EXPECT_NEAR(sums[2] / n, 1.0, 5.0 * std::sqrt(2.0 / n));
  EXPECT_NEAR(sums[3] / n, 0.0, 5.0 * std::sqrt(15.0 / n));
  EXPECT_NEAR(sums[4] / n, 3.0, 5.0 * std::sqrt(96.0 / n));
}

// Kolmogorov and Smirnov: √n·D exceeds 1.95 once in a thousand samples.
double scaled_distance(std::vector<float> values, double (*distribution)(double)) {
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size());
  double distance = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double expected = distribution(values[i]);
    distance = std::max({distance, std::fabs(expected - static_cast<double>(i) / n),
                         std::fabs(expected - static_cast<double>(i + 1) / n)});
  }
  return distance * std::sqrt(n);
}

TEST(Normals, AreDistributedNormally) {
  EXPECT_LT(
      scaled_distance(normals(many), [](double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }),
      1.95);
}

TEST(Uniforms, AreDistributedUniformly) {
  std::vector<float> values(many);
  fill_uniforms(stream, 0, values);
  EXPECT_LT(scaled_distance(values, [](double x) { return x; }), 1.95);
}

TEST(Normals, OfAPairAndOfNeighboursAreUncorrelated) {
  const std::vector<float> values = normals(many);
  for (const std::size_t lag : {1u, 2u, 3u, 4u, 64u}) {
    double values_together = 0.0, squares_together = 0.0;
    for (std::size_t i = 0; i + lag < many; ++i) {
      const double left = values[i], right = values[i + lag];
      values_together += left * right;
      squares_together += (left * left - 1.0) * (right * right - 1.0);
    }
    EXPECT_LT(std::fabs(values_together) / many, 5.0 / std::sqrt(many)) << lag;
    EXPECT_LT(std::fabs(squares_together) / many, 10.0 / std::sqrt(many)) << lag;
  }
}

}  // namespace
}  // namespace glissade
