#include "report/pages/svg_ticks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace glissade {
namespace {

using svg::linear_ticks;
using svg::logarithmic_ticks;
using testing::ElementsAre;

std::vector<std::string> texts(const std::vector<svg::Tick>& ticks) {
  std::vector<std::string> texts;
  for (const svg::Tick& tick : ticks)
    texts.push_back(tick.text);
  return texts;
}

TEST(LinearTicks, AreRoundNumbersWithinTheRange) {
  EXPECT_THAT(texts(linear_ticks(0.0, 1.0, 5)), ElementsAre("0", "0.2", "0.4", "0.6", "0.8", "1.0"));
  EXPECT_THAT(texts(linear_ticks(-3.2, 3.2, 5)), ElementsAre("−2", "0", "2"));
  EXPECT_THAT(texts(linear_ticks(0.11, 0.19, 5)), ElementsAre("0.12", "0.14", "0.16", "0.18"));
  EXPECT_EQ(linear_ticks(0.0, 1.0, 5)[3].value, 0.6);
}

TEST(LinearTicks, ShortenLargeAndSmallNumbers) {
  EXPECT_THAT(texts(linear_ticks(0.0, 4000.0, 5)), ElementsAre("0", "1,000", "2,000", "3,000", "4,000"));
  EXPECT_THAT(texts(linear_ticks(0.0, 2e6, 4)), ElementsAre("0", "0.5M", "1.0M", "1.5M", "2.0M"));
  EXPECT_THAT(texts(linear_ticks(0.0, 4e-7, 2)), ElementsAre("0", "2e-7", "4e-7"));
  EXPECT_THAT(texts(linear_ticks(0.0, 3e20, 3)), ElementsAre("0", "1e20", "2e20", "3e20"));
}

TEST(LinearTicks, TellCloseNumbersApart) {
  EXPECT_THAT(texts(linear_ticks(1000000.1, 1000000.3, 2)),
              ElementsAre("1000000.1", "1000000.2", "1000000.3"));
}

TEST(LinearTicks, SurviveTheLargestNumbers) {
  const double largest = std::numeric_limits<double>::max();
  EXPECT_THAT(texts(linear_ticks(-largest, largest, 4)), ElementsAre("−1e308", "0", "1e308"));
}

TEST(LinearTicks, CountWholeNumbersFromTheFirst) {
  EXPECT_THAT(texts(linear_ticks(1.0, 3.0, 7, 1.0)), ElementsAre("1", "2", "3"));
  EXPECT_THAT(texts(linear_ticks(1.0, 20.0, 4, 1.0)), ElementsAre("1", "5", "10", "15", "20"));
  EXPECT_THAT(texts(linear_ticks(0.5, 1.5, 7, 1.0)), ElementsAre("1"));
}

TEST(LogarithmicTicks, DivideAFewDecades) {
  EXPECT_THAT(texts(logarithmic_ticks(0.05, 2.0, 5)), ElementsAre("0.05", "0.1", "0.2", "0.5", "1", "2"));
  EXPECT_THAT(texts(logarithmic_ticks(100.0, 20000.0, 7)),
              ElementsAre("100", "200", "500", "1k", "2k", "5k", "10k", "20k"));
}

TEST(LogarithmicTicks, LeaveDecadesOutOfAWideRange) {
  EXPECT_THAT(texts(logarithmic_ticks(1.0, 1e30, 3)), ElementsAre("1", "1e10", "1e20", "1e30"));
  EXPECT_THAT(texts(logarithmic_ticks(1e-4, 1.0, 5)), ElementsAre("1e-4", "0.001", "0.01", "0.1", "1"));
}

TEST(LogarithmicTicks, AreLinearInANarrowRange) {
  EXPECT_THAT(texts(logarithmic_ticks(3.0, 4.0, 2)), ElementsAre("3.0", "3.5", "4.0"));
}

TEST(RoundingOut, EndsAtTicks) {
  double lowest = 0.13, highest = 0.87;
  svg::round_out_linearly(lowest, highest, 5);
  EXPECT_DOUBLE_EQ(lowest, 0.0);
  EXPECT_DOUBLE_EQ(highest, 1.0);
  lowest = 0.09, highest = 2.8;
  svg::round_out_logarithmically(lowest, highest);
  EXPECT_DOUBLE_EQ(lowest, 0.05);
  EXPECT_DOUBLE_EQ(highest, 5.0);
  lowest = 0.01, highest = 1000.0;
  svg::round_out_logarithmically(lowest, highest);
  EXPECT_DOUBLE_EQ(lowest, 0.01);
  EXPECT_DOUBLE_EQ(highest, 1000.0);
}

TEST(RoundingOut, StaysFinite) {
  const double largest = std::numeric_limits<double>::max();
  double lowest = -largest, highest = largest;
  svg::round_out_linearly(lowest, highest, 5);
  EXPECT_EQ(highest, largest);
  lowest = 1.0;
  svg::round_out_logarithmically(lowest, highest);
  EXPECT_EQ(highest, largest);
}

}  // namespace
}  // namespace glissade
