#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <vector>

#include "glissade/error.hpp"
#include "glissade/training.hpp"

namespace glissade {
namespace {

using testing::ElementsAre;

void expect_partition(const Split& split, std::uint64_t rows) {
  EXPECT_TRUE(std::is_sorted(split.training.begin(), split.training.end()));
  EXPECT_TRUE(std::is_sorted(split.validation.begin(), split.validation.end()));
  std::vector<std::uint64_t> all = split.training;
  all.insert(all.end(), split.validation.begin(), split.validation.end());
  std::sort(all.begin(), all.end());
  std::vector<std::uint64_t> expected(rows);
  std::iota(expected.begin(), expected.end(), 0u);
  EXPECT_EQ(all, expected);
}

std::map<double, std::uint64_t> count(const std::vector<std::uint64_t>& rows,
                                      const std::vector<double>& classes) {
  std::map<double, std::uint64_t> counts;
  for (const std::uint64_t row : rows)
    ++counts[classes[row]];
  return counts;
}

TEST(Split, IsDisjointAndComplete) {
  for (const std::uint64_t rows : {2u, 3u, 10u, 597u, 10000u}) {
    const Split split = split_rows(rows, {}, 0.4, 1);
    expect_partition(split, rows);
    EXPECT_EQ(split.validation.size(),
              static_cast<std::size_t>(std::lround(0.4 * static_cast<double>(rows))));
  }
}

TEST(Split, RowsOfBothPartsComeFromEverywhere) {
  const Split split = split_rows(10000, {}, 0.2, 3);
  for (std::uint64_t part = 0; part < 10; ++part) {
    const auto inside = std::count_if(split.validation.begin(), split.validation.end(),
                                      [&](std::uint64_t row) { return row / 1000 == part; });
    EXPECT_NEAR(static_cast<double>(inside), 200.0, 60.0);
  }
}

TEST(Split, TheSeedDecides) {
  EXPECT_EQ(split_rows(100, {}, 0.2, 5).validation, split_rows(100, {}, 0.2, 5).validation);
  EXPECT_NE(split_rows(100, {}, 0.2, 5).validation, split_rows(100, {}, 0.2, 6).validation);
}

TEST(Split, EveryClassHasItsShare) {
  std::vector<double> classes;
  for (int i = 0; i < 1000; ++i)
    classes.push_back(i < 700 ? 3.0 : (i < 950 ? -1.0 : 7.5));
  const Split split = split_rows(1000, classes, 0.1, 0);
  expect_partition(split, 1000);
  const auto counts = count(split.validation, classes);
  EXPECT_EQ(counts.at(3.0), 70u);
  EXPECT_EQ(counts.at(-1.0), 25u);
  EXPECT_EQ(counts.at(7.5), 5u);
}

TEST(Split, SmallClassesLoseNoMoreThanTheirShare) {
  std::vector<double> classes(100, 0.0);
  classes[10] = classes[20] = 1.0;
  const auto lost = [&](double fraction) {
    const Split split = split_rows(100, classes, fraction, 0);
    EXPECT_GE(count(split.training, classes).at(0.0), 1u) << fraction;
    return std::pair(split.validation.size(), count(split.validation, classes)[1.0]);
  };
  EXPECT_EQ(lost(0.01), std::pair(1ul, 0ul));
  EXPECT_EQ(lost(0.1), std::pair(10ul, 0ul));
  EXPECT_EQ(lost(0.5), std::pair(50ul, 1ul));
  EXPECT_EQ(lost(0.99), std::pair(98ul, 1ul)) << "one row of each class is trained on";
}

TEST(Split, ManySmallClassesAddUpToTheTotal) {
  for (const double fraction : {0.1, 0.25, 0.3, 0.4}) {
    std::vector<double> classes;
    for (int i = 0; i < 120; ++i)
      classes.push_back(i % 40);
    const Split split = split_rows(120, classes, fraction, 5);
    EXPECT_EQ(split.validation.size(), static_cast<std::size_t>(std::lround(120 * fraction)));
    for (const auto& [label, rows] : count(split.validation, classes)) {
      EXPECT_LE(static_cast<double>(rows), std::ceil(3 * fraction)) << label;
      EXPECT_GE(static_cast<double>(rows), std::floor(3 * fraction)) << label;
    }
  }
}

TEST(Split, LargestRemaindersAreRoundedUp) {
  // Shares of 6.7, 6.7 and 6.6, of 20.
  std::vector<double> classes;
  for (int i = 0; i < 200; ++i)
    classes.push_back(i % 3);
  EXPECT_THAT(count(split_rows(200, classes, 0.1, 0).validation, classes),
              ElementsAre(std::pair(0.0, 7u), std::pair(1.0, 7u), std::pair(2.0, 6u)));
  // Shares of 0.5 and 1.5, of 2: the larger class gives the row.
  classes = {1, 1, 1, 1, 1, 1, 0, 0};
  EXPECT_THAT(count(split_rows(8, classes, 0.25, 0).validation, classes), ElementsAre(std::pair(1.0, 2u)));
}

TEST(Split, ASingleRowOfAClassIsTrainedOn) {
  std::vector<double> classes(20, 0.0);
  classes[19] = 1.0;
  const Split split = split_rows(20, classes, 0.9, 0);
  // Shares of 17.1 and 0.9, of 18.
  EXPECT_THAT(count(split.validation, classes), ElementsAre(std::pair(0.0, 18u)));
}

TEST(Split, MissingLabelsAreSplitToo) {
  std::vector<double> classes(50, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < 25; ++i)
    classes[2 * i] = static_cast<double>(i % 3);
  expect_partition(split_rows(50, classes, 0.3, 0), 50);
}

TEST(Split, RefusesFractionsThatLeaveNothing) {
  const auto refused = [](std::uint64_t rows, const std::vector<double>& classes, double fraction) {
    try {
      split_rows(rows, classes, fraction, 0);
    } catch (const Error& error) {
      return error.kind() == ErrorKind::usage;
    }
    return false;
  };
  for (const double fraction : {0.0, 1.0, -0.1, 1.5, std::nan(""), std::numeric_limits<double>::infinity()})
    EXPECT_TRUE(refused(100, {}, fraction)) << fraction;
  EXPECT_TRUE(refused(100, {}, 0.004));
  EXPECT_TRUE(refused(100, {}, 0.996));
  EXPECT_TRUE(refused(0, {}, 0.5));
  EXPECT_TRUE(refused(1, {}, 0.6));
  EXPECT_TRUE(refused(3, {0.0, 1.0, 2.0}, 0.5)) << "three classes of one row each";
  EXPECT_TRUE(refused(3, {0.0, 1.0}, 0.5)) << "labels of other rows";
}

TEST(BalancedClassWeights, MakeEveryClassCountTheSame) {
  const std::vector<std::int32_t> classes{0, 0, 0, 0, 0, 0, 2, 2};
  EXPECT_THAT(balanced_class_weights(classes, 3), ElementsAre(8.0f / (2 * 6), 0.0f, 8.0f / (2 * 2)));
}

TEST(BalancedClassWeights, AreAllOneForEqualClasses) {
  const std::vector<std::int32_t> classes{1, 0, 2, 0, 1, 2};
  EXPECT_THAT(balanced_class_weights(classes, 3), ElementsAre(1.0f, 1.0f, 1.0f));
}

TEST(BalancedClassWeights, RefuseClassesOutOfRange) {
  const std::vector<std::int32_t> negative{0, -1}, large{0, 2};
  EXPECT_THROW(balanced_class_weights(negative, 2), Error);
  EXPECT_THROW(balanced_class_weights(large, 2), Error);
}

TEST(BalancedClassWeights, NoRowsGiveNoWeights) {
  EXPECT_THAT(balanced_class_weights({}, 2), ElementsAre(0.0f, 0.0f));
}

}  // namespace
}  // namespace glissade
