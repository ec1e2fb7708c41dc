#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "glissade/error.hpp"
#include "glissade/training.hpp"

namespace glissade {
namespace {

TEST(Schedule, ConstantIsOne) {
  const Schedule schedule = parse_schedule("constant");
  EXPECT_EQ(schedule.factor(0, 100, 10), 1.0);
  EXPECT_EQ(schedule.factor(99, 100, 10), 1.0);
}

TEST(Schedule, StepFallsAfterWholeEpochs) {
  const Schedule schedule = parse_schedule("step:5:0.1");
  EXPECT_EQ(schedule.step_epochs, 5u);
  EXPECT_EQ(schedule.factor(0, 100, 4), 1.0);
  EXPECT_EQ(schedule.factor(19, 100, 4), 1.0);
  EXPECT_DOUBLE_EQ(schedule.factor(20, 100, 4), 0.1);
  EXPECT_DOUBLE_EQ(schedule.factor(39, 100, 4), 0.1);
  EXPECT_DOUBLE_EQ(schedule.factor(40, 100, 4), 0.01);
}

TEST(Schedule, CosineFallsFromOneTowardsZero) {
  const Schedule schedule = parse_schedule("cosine");
  EXPECT_EQ(schedule.factor(0, 8, 2), 1.0);
  EXPECT_DOUBLE_EQ(schedule.factor(2, 8, 2), 0.5 * (1.0 + std::sqrt(0.5)));
  EXPECT_DOUBLE_EQ(schedule.factor(4, 8, 2), 0.5);
  EXPECT_NEAR(schedule.factor(7, 8, 2), 0.0380602, 1e-7);
  EXPECT_EQ(schedule.factor(8, 8, 2), 0.0);
}

TEST(Schedule, WarmUpRisesLinearlyToTheFullRate) {
  Schedule schedule;
  schedule.warmup_steps = 4;
  EXPECT_EQ(schedule.factor(0, 100, 10), 0.25);
  EXPECT_EQ(schedule.factor(1, 100, 10), 0.5);
  EXPECT_EQ(schedule.factor(3, 100, 10), 1.0);
  EXPECT_EQ(schedule.factor(4, 100, 10), 1.0);
}

TEST(Schedule, CosineStartsAtTheEndOfWarmUp) {
  Schedule schedule = parse_schedule("cosine");
  schedule.warmup_steps = 4;
  EXPECT_EQ(schedule.factor(1, 12, 3), 0.5);
  EXPECT_EQ(schedule.factor(4, 12, 3), 1.0);
  EXPECT_DOUBLE_EQ(schedule.factor(8, 12, 3), 0.5);
}

TEST(Schedule, WarmUpLongerThanTheRunOnlyRises) {
  Schedule schedule = parse_schedule("cosine");
  schedule.warmup_steps = 100;
  EXPECT_DOUBLE_EQ(schedule.factor(9, 10, 5), 0.1);
  schedule.warmup_steps = 10;
  EXPECT_EQ(schedule.factor(9, 10, 5), 1.0);
  EXPECT_EQ(schedule.factor(10, 10, 5), 1.0);
}

TEST(Schedule, AnythingElseIsRefused) {
  for (const std::string text : {"",
                                 "Cosine",
                                 "cosine ",
                                 "linear",
                                 "step",
                                 "step:",
                                 "step:5",
                                 "step:5:",
                                 "step::0.1",
                                 "step:0:0.1",
                                 "step:-1:0.1",
                                 "step:5:0",
                                 "step:5:-0.1",
                                 "step:5:nan",
                                 "step:5:inf",
                                 "step:5:1e999",
                                 "step:5:0.1x",
                                 "step:5:0.1:2",
                                 "step:1.5:0.1",
                                 "step: 5:0.1",
                                 "step:5: 0.1",
                                 "step:18446744073709551616:0.1",
                                 "constant:1"}) {
    try {
      parse_schedule(text);
      ADD_FAILURE() << "'" << text << "' was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage) << text;
      EXPECT_FALSE(error.hint().empty());
    }
  }
}

}  // namespace
}  // namespace glissade
