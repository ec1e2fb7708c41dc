#include "preprocessing/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numeric>

#include "preprocessing/missing.hpp"
#include "preprocessing/selection.hpp"
#include "support/tables.hpp"

namespace glissade {
namespace {

/// The straightforward way, in extended precision.
Moments naive(const MatrixView& values, const RowSelection& rows, std::uint64_t column) {
  long double count = 0, sum = 0, squares = 0;
  for (int pass = 0; pass < 2; ++pass) {
    for (std::uint64_t i = 0; i < rows.count; ++i) {
      const double value = values.at(rows.row(i), column);
      if (!std::isnan(value) && pass == 0) {
        sum += value;
        count += 1;
      } else if (!std::isnan(value)) {
        squares += (value - sum / count) * (value - sum / count);
      }
    }
  }
  return {static_cast<double>(count), count > 0 ? static_cast<double>(sum / count) : 0.0,
          static_cast<double>(squares)};
}

void expect_same_bits(const std::vector<Moments>& a, const std::vector<Moments>& b) {
  ASSERT_EQ(a.size(), b.size());
  EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(Moments)), 0);
}

struct Shape {
  std::uint64_t rows, columns;
};

class ColumnMomentsTest : public testing::TestWithParam<std::tuple<ElementType, Shape>> {
 protected:
  Table table() const {
    const auto& [type, shape] = GetParam();
    std::vector<double> values = numbers(shape.rows * shape.columns, 7);
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = std::floor(100.0 * values[i] + 100.0 + 10.0 * static_cast<double>(i % shape.columns % 5));
      if (type != ElementType::uint8 && i % 11 == 3) {
        values[i] = missing;
      }
    }
    return make_table(type, shape.columns, values);
  }
};

TEST_P(ColumnMomentsTest, AgreeWithTheNaiveWay) {
  const Table data = table();
  std::vector<std::uint64_t> odd;
  for (std::uint64_t row = 1; row < data.rows(); row += 2) {
    odd.push_back(row);
  }
  for (const RowSelection& rows : {RowSelection{data.rows(), {}}, RowSelection{odd.size(), odd}}) {
    const std::vector<Moments> moments = column_moments(data.values.view(), rows, 2);
    for (std::uint64_t column = 0; column < data.columns.size(); ++column) {
      const Moments expected = naive(data.values.view(), rows, column);
      ASSERT_EQ(moments[column].count, expected.count);
      ASSERT_NEAR(moments[column].mean, expected.mean, 1e-13 * std::abs(expected.mean));
      ASSERT_NEAR(moments[column].squares, expected.squares, 1e-12 * expected.squares);
    }
  }
}

TEST_P(ColumnMomentsTest, SameBitsForAnyThreadsAndInstructionSet) {
  const Table data = table();
  const RowSelection rows{data.rows(), {}};
  const std::vector<Moments> expected = column_moments(data.values.view(), rows, 1, InstructionSet::baseline);
  for (const int threads : {1, 2, 3}) {
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
      expect_same_bits(column_moments(data.values.view(), rows, threads, instruction_set), expected);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, ColumnMomentsTest,
    testing::Combine(testing::Values(ElementType::uint8, ElementType::float32, ElementType::float64),
                     testing::Values(Shape{1, 1}, Shape{1, 70}, Shape{5, 3}, Shape{597, 43}, Shape{70000, 1},
                                     Shape{4001, 7}, Shape{130, 1100})));

TEST(ColumnMoments, OfConstantColumnsAreExact) {
  for (const double value : {0.1, 1e9 + 0.1, -1e-30, 0.0}) {
    std::vector<double> values(30001, value);
    values[0] = missing;
    for (const ElementType type : {ElementType::float32, ElementType::float64}) {
      const Table table = make_table(type, 1, values);
      const Moments moments = column_moments(table.values.view(), {table.rows(), {}}, 2)[0];
      EXPECT_EQ(moments.count, 30000.0);
      EXPECT_EQ(moments.mean, table.values.view().at(1, 0));
      EXPECT_EQ(moments.squares, 0.0);
    }
  }
}

TEST(ColumnMoments, SurviveALargeMean) {
  std::vector<double> values;
  for (int i = 0; i < 10000; ++i) {
    values.push_back(1e12 + (i % 2));
  }
  const Table table = make_table(ElementType::float64, 1, values);
  const Moments moments = column_moments(table.values.view(), {table.rows(), {}}, 0)[0];
  EXPECT_DOUBLE_EQ(moments.variance(), 0.25);
  EXPECT_EQ(moments.mean, 1e12 + 0.5);
}

TEST(ColumnMoments, OfNothing) {
  const Table table = make_table(ElementType::float32, 2, {missing, 1, missing, 2});
  EXPECT_EQ(column_moments(table.values.view(), {2, {}}, 0)[0].count, 0.0);
  EXPECT_EQ(column_moments(table.values.view(), {0, {}}, 0).size(), 2u);
  EXPECT_EQ(Moments{}.variance(), 0.0);
}

TEST(Medians, LeaveMissingValuesOut) {
  // Odd, even, empty and a single value.
  const Table table = make_table(ElementType::float64, 4,
                                 {5, 4, missing, missing, 1, 1, missing, 8, 3, missing, missing, missing});
  EXPECT_EQ(column_medians(table, {3, {}}, 2), (std::vector<double>{3, 2.5, 0, 8}));
  const std::vector<std::uint64_t> first_two{0, 1};
  EXPECT_EQ(column_medians(table, {2, first_two}, 1), (std::vector<double>{3, 2.5, 0, 8}));
}

TEST(Medians, OfManyColumns) {
  const std::vector<double> values = numbers(101 * 37, 3);
  const Table table = make_table(ElementType::float32, 37, values);
  const std::vector<double> medians = column_medians(table, {101, {}}, 3);
  for (std::uint64_t column = 0; column < 37; ++column) {
    std::vector<double> sorted;
    for (std::uint64_t row = 0; row < 101; ++row) {
      sorted.push_back(table.values.view().at(row, column));
    }
    std::sort(sorted.begin(), sorted.end());
    ASSERT_EQ(medians[column], sorted[50]);
  }
}

/// Identity preprocessing of the table, as a fit starts from.
Preprocessing identity(const Table& table) {
  Preprocessing preprocessing;
  preprocessing.columns = table.columns;
  preprocessing.shift.assign(one_hot_sources(table.columns).size(), 0.0);
  preprocessing.scale.assign(preprocessing.shift.size(), 1.0);
  return preprocessing;
}

std::vector<double> scores_of(const Table& table, const FittedTargets& targets, int threads) {
  const Preprocessing preprocessing = identity(table);
  const RowSelection rows{table.rows(), {}};
  const std::vector<Moments> moments = feature_moments(preprocessing, table, rows, threads);
  return f_scores(preprocessing, table, rows, moments, targets, threads);
}

TEST(FScores, OfClassesByHand) {
  // x = 1 2 3 4: between 4 on 1 degree of freedom, within 1 on 2, so 8. Constant: 0. Equal means: 0.
  const Table table = make_table(ElementType::float32, 3, {1, 7, 1, 2, 7, 2, 3, 7, 1, 4, 7, 2});
  const FittedTargets targets{{0, 0, 1, 1}, 2, {}, 0};
  EXPECT_EQ(scores_of(table, targets, 1), (std::vector<double>{8, 0, 0}));
}

TEST(FScores, OfThreeClassesByHand) {
  // Means 1, 2, 6 of pairs, overall 3: between 2·(4+1+9) = 28 on 2; within 6·1 = 6 on 3, so 7.
  const Table table = make_table(ElementType::float64, 1, {0, 2, 1, 3, 5, 7});
  const FittedTargets targets{{0, 0, 1, 1, 2, 2}, 3, {}, 0};
  EXPECT_NEAR(scores_of(table, targets, 2)[0], 7.0, 1e-12);
}

TEST(FScores, OfTargetsByHand) {
  // Correlation of 1 2 3 4 with 1 3 2 4 is 0.8: 0.64 / 0.36 · 2. With itself: infinite.
  const Table table = make_table(ElementType::float32, 2, {1, 1, 3, 2, 2, 3, 4, 4});
  const std::vector<double> one = scores_of(table, {{}, 0, {1, 2, 3, 4}, 1}, 1);
  EXPECT_NEAR(one[0], 0.64 / 0.36 * 2, 1e-12);
  EXPECT_TRUE(std::isinf(one[1]));
  // The best of several targets counts.
  const std::vector<double> two = scores_of(table, {{}, 0, {1, 0, 2, 0, 3, 1, 4, 0}, 2}, 1);
  EXPECT_NEAR(two[0], 0.64 / 0.36 * 2, 1e-12);
}

TEST(FScores, SameBitsForAnyThreads) {
  const std::vector<double> values = numbers(700 * 101, 5);
  const Table table = make_table(ElementType::float32, 101, values);
  FittedTargets targets{{}, 5, {}, 0};
  for (int row = 0; row < 700; ++row) {
    targets.classes.push_back(row * row % 5 % 4);
  }
  const std::vector<double> expected = scores_of(table, targets, 1);
  EXPECT_EQ(scores_of(table, targets, 3), expected);
  EXPECT_TRUE(std::all_of(expected.begin(), expected.end(), [](double score) { return score > 0.0; }));
}

TEST(BestFeatures, TiesGoToTheFirst) {
  const std::vector<double> scores{1, 5, 0, 5, 5, 0};
  EXPECT_EQ(best_features(scores, 2), (std::vector<std::uint64_t>{1, 3}));
  EXPECT_EQ(best_features(scores, 4), (std::vector<std::uint64_t>{0, 1, 3, 4}));
  EXPECT_EQ(best_features(scores, 5), (std::vector<std::uint64_t>{0, 1, 2, 3, 4}));
  // Long enough for sorts that keep the order of short ranges only.
  std::vector<std::uint64_t> first(400);
  std::iota(first.begin(), first.end(), std::uint64_t{0});
  EXPECT_EQ(best_features(std::vector<double>(1000, 2.5), 400), first);
}

}  // namespace
}  // namespace glissade
