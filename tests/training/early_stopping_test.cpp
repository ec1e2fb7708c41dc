#include "training/early_stopping.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "training/chunk_length.hpp"

namespace glissade {
namespace {

using testing::Optional;

TEST(BestEpoch, IsTheLowestLossAndTheFirstOfEquals) {
  BestEpoch best;
  EXPECT_FALSE(best.epoch());
  EXPECT_TRUE(best.offer(1, 5.0));
  EXPECT_TRUE(best.offer(2, 3.0));
  EXPECT_FALSE(best.offer(3, 3.0));
  EXPECT_FALSE(best.offer(4, 4.0));
  EXPECT_THAT(best.epoch(), Optional(2u));
}

TEST(BestEpoch, NotANumberIsWorseThanAny) {
  BestEpoch best;
  EXPECT_TRUE(best.offer(1, std::nan("")));
  EXPECT_TRUE(best.offer(2, 7.0));
  EXPECT_FALSE(best.offer(3, std::nan("")));
  EXPECT_THAT(best.epoch(), Optional(2u));
}

bool is_exhausted_after(Patience& patience, double loss) {
  patience.judge(loss);
  return patience.is_exhausted();
}

TEST(Patience, CountsEpochsInARow) {
  Patience patience(2, 0.0);
  EXPECT_FALSE(is_exhausted_after(patience, 5.0));
  EXPECT_FALSE(is_exhausted_after(patience, 5.0));  // equal is no improvement
  EXPECT_FALSE(is_exhausted_after(patience, 4.0));
  EXPECT_FALSE(is_exhausted_after(patience, 4.5));
  EXPECT_TRUE(is_exhausted_after(patience, 4.2));
}

TEST(Patience, OfOneStopsAtTheFirstStandstill) {
  Patience patience(1, 0.0);
  EXPECT_FALSE(is_exhausted_after(patience, 5.0));
  EXPECT_FALSE(is_exhausted_after(patience, 4.0));
  EXPECT_TRUE(is_exhausted_after(patience, 4.0));
}

TEST(Patience, ImprovementsMustBeLargeEnough) {
  Patience patience(2, 0.5);
  EXPECT_FALSE(is_exhausted_after(patience, 5.0));
  EXPECT_FALSE(is_exhausted_after(patience, 4.5));
  EXPECT_TRUE(is_exhausted_after(patience, 4.6));
}

TEST(Patience, SmallImprovementsAddUp) {
  Patience patience(2, 0.5);
  EXPECT_FALSE(is_exhausted_after(patience, 5.0));
  EXPECT_FALSE(is_exhausted_after(patience, 4.7));
  EXPECT_FALSE(is_exhausted_after(patience, 4.4));
  EXPECT_FALSE(is_exhausted_after(patience, 4.1));
  EXPECT_FALSE(is_exhausted_after(patience, 3.8));
}

TEST(Patience, LossesThatAreNotNumbersAreNoImprovement) {
  Patience patience(2, 0.0);
  EXPECT_FALSE(is_exhausted_after(patience, std::nan("")));
  EXPECT_TRUE(is_exhausted_after(patience, std::nan("")));
}

TEST(ChunkLength, SettlesAtATenthOfASecond) {
  ChunkLength length;
  EXPECT_EQ(length.steps(), 1u);
  for (int i = 0; i < 10; ++i)
    length.measured(length.steps(), 0.001 * static_cast<double>(length.steps()));
  EXPECT_EQ(length.steps(), 100u);
  length.measured(100, 1.0);
  EXPECT_EQ(length.steps(), 10u);
}

TEST(ChunkLength, IsAtLeastOneStep) {
  ChunkLength length;
  length.measured(1, 60.0);
  EXPECT_EQ(length.steps(), 1u);
}

TEST(ChunkLength, GrowsWithinLimitsWhereTheClockStandsStill) {
  ChunkLength length;
  length.measured(1, 0.0);
  EXPECT_EQ(length.steps(), 8u);
  for (int i = 0; i < 20; ++i)
    length.measured(length.steps(), 0.0);
  EXPECT_EQ(length.steps(), 65536u);
}

TEST(ChunkLength, AChunkCutShortByAnEpochCountsByItsOwnSteps) {
  ChunkLength length;
  for (int i = 0; i < 10; ++i)
    length.measured(5, 0.005);
  EXPECT_EQ(length.steps(), 100u);
}

}  // namespace
}  // namespace glissade
