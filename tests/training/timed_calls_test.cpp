#include "training/timed_calls.hpp"

#include <gtest/gtest.h>

namespace glissade {
namespace {

TEST(TimedCalls, HaveTheRateOfWhatCameBehindTheFirst) {
  const TimedCalls behind = without_warm_up({.rows = 110, .seconds = 2.25, .device_seconds = 1.5},
                                            {.rows = 10, .seconds = 2.0, .device_seconds = 1.25});
  EXPECT_EQ(behind.rows, 100u);
  EXPECT_EQ(behind.seconds, 0.25);
  EXPECT_EQ(behind.device_seconds, 0.25);
  EXPECT_EQ(behind.rate(), 400.0);
}

TEST(TimedCalls, CountTheFirstWhereItIsTheOnlyOne) {
  const TimedCalls only{.rows = 10, .seconds = 2.0};
  EXPECT_EQ(without_warm_up(only, only).rate(), 5.0);
}

TEST(TimedCalls, HaveNoRateWhereTheClockStoodStill) {
  EXPECT_EQ(TimedCalls{.rows = 10}.rate(), 0.0);
}

}  // namespace
}  // namespace glissade
