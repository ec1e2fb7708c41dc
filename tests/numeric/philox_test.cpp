#include "glissade/numeric/philox.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>

namespace glissade {
namespace {

void expect_block(const PhiloxBlock& counter, std::uint32_t key0, std::uint32_t key1,
                  const PhiloxBlock& expected) {
  const PhiloxBlock block = philox4x32(counter, key0, key1);
  for (int lane = 0; lane < 4; ++lane)
    EXPECT_EQ(block.lane[lane], expected.lane[lane]) << "lane " << lane;
}

// Random123's published vectors for philox4x32-10.
TEST(Philox, GivesThePublishedVectors) {
  expect_block({{0, 0, 0, 0}}, 0, 0, {{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}});
  constexpr std::uint32_t ones = 0xffffffff;
  expect_block({{ones, ones, ones, ones}}, ones, ones, {{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}});
  expect_block({{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}}, 0xa4093822, 0x299f31d0,
               {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}});
}

TEST(Philox, PutsEveryPartOfTheCounterWhereThePublishedVectorHasIt) {
  const PhiloxBlock block = random_block(0x299f31d0a4093822, static_cast<RandomPurpose>(0x03707344),
                                         0x13198a2e, 0x85a308d3243f6a88);
  EXPECT_EQ(block.lane[0], 0xd16cfe09u);
  EXPECT_EQ(block.lane[3], 0x24126ea1u);
}

TEST(RandomBits, AreTheLanesOfBlocksInTurn) {
  for (std::uint64_t index : {0ull, 1ull, 2ull, 3ull, 4ull, 1001ull, (1ull << 40) + 3}) {
    const PhiloxBlock block = random_block(5, RandomPurpose::noise, 2, index / 4);
    EXPECT_EQ(random_bits(5, RandomPurpose::noise, 2, index), block.lane[index % 4]);
  }
}

TEST(RandomBits, DifferBySeedPurposeEpochAndIndex) {
  std::set<std::uint32_t> distinct;
  for (std::uint64_t seed : {0ull, 1ull, 1ull << 32})
    for (RandomPurpose purpose : {RandomPurpose::features, RandomPurpose::noise})
      for (std::uint32_t epoch : {0u, 1u})
        for (std::uint64_t index : {0ull, 1ull, 4ull, 1ull << 34})
          distinct.insert(random_bits(seed, purpose, epoch, index));
  EXPECT_EQ(distinct.size(), 48u);
}

TEST(UniformFromBits, CoversTheHalfOpenUnitInterval) {
  EXPECT_EQ(uniform_from_bits(0), 0.0f);
  EXPECT_EQ(uniform_from_bits(0xff), 0.0f);
  EXPECT_EQ(uniform_from_bits(0x100), 0x1p-24f);
  EXPECT_EQ(uniform_from_bits(0x80000000), 0.5f);
  EXPECT_EQ(uniform_from_bits(0xffffffff), 1.0f - 0x1p-24f);
}

}  // namespace
}  // namespace glissade
