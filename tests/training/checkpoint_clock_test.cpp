#include "training/checkpoint/checkpoint_clock.hpp"

#include <gtest/gtest.h>

namespace glissade {
namespace {

TEST(CheckpointClock, CountsStepsFromTheStartOfTheRun) {
  CheckpointClock clock({.steps = 10, .seconds = 0.0});
  EXPECT_FALSE(clock.is_due(9));
  EXPECT_TRUE(clock.is_due(10));
  EXPECT_EQ(clock.shortened(0, 100), 10u);
  EXPECT_EQ(clock.shortened(13, 100), 7u);
  EXPECT_EQ(clock.shortened(13, 5), 5u);
  clock.restart(13);
  EXPECT_FALSE(clock.is_due(19));
  EXPECT_TRUE(clock.is_due(20));
}

TEST(CheckpointClock, TakesTimesHoweverShortOrLong) {
  EXPECT_TRUE(CheckpointClock({.steps = 0, .seconds = 1e-12}).is_due(1));
  EXPECT_FALSE(CheckpointClock({.steps = 0, .seconds = 1e12}).is_due(1));
  EXPECT_EQ(CheckpointClock({.steps = 0, .seconds = 1e-12}).shortened(3, 100), 100u);
}

}  // namespace
}  // namespace glissade
