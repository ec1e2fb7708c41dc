#include "glissade/metrics.hpp"

#include <gtest/gtest.h>

#include "data/column_names.hpp"
#include "golden/golden_data.hpp"

/// Reports by scikit-learn. Both sides divide counts or add at most 360 terms in fp64, all of one sign, with
/// no more than a few roundings each: the relative difference is below 2 · 400 · 2^-53.
namespace glissade::golden {
namespace {

constexpr double relative = 800.0 * 0x1p-53;

void expect_near(double actual, double expected) {
  EXPECT_NEAR(actual, expected, relative * std::abs(expected));
}

void expect_averages(const AverageScores& actual, const Array& expected, std::uint64_t row) {
  expect_near(actual.precision, expected.at(row, 0));
  expect_near(actual.recall, expected.at(row, 1));
  expect_near(actual.f1, expected.at(row, 2));
}

/// A score that is not defined is 0 in the golden report, and empty here.
void expect_score(const std::optional<double>& actual, double expected, bool defined) {
  EXPECT_EQ(actual.has_value(), defined);
  expect_near(actual.value_or(0.0), expected);
}

ClassificationMetrics metrics_of(const std::string& name) {
  const Table table = read_table(name + ".logits", name + ".classes");
  std::vector<std::int32_t> classes;
  for (const double value : table.targets.values)
    classes.push_back(static_cast<std::int32_t>(value));
  std::vector<std::string> names;
  for (std::uint64_t index = 0; index < table.values.columns(); ++index)
    names.push_back(std::to_string(index));
  return classification_metrics({table.values.view().row<float>(0), table.rows() * names.size()}, classes,
                                names);
}

class GoldenReports : public testing::TestWithParam<std::string> {};

TEST_P(GoldenReports, OfClasses) {
  const ClassificationMetrics metrics = metrics_of(GetParam());
  const Array confusion = read_array(GetParam() + ".confusion");
  const Array by_class = read_array(GetParam() + ".by_class");
  ASSERT_EQ(metrics.confusion.size(), confusion.rows);
  ASSERT_EQ(metrics.classes.size(), by_class.rows);
  for (std::uint64_t index = 0; index < by_class.rows; ++index) {
    SCOPED_TRACE("class " + std::to_string(index));
    const ClassScores& scores = metrics.classes[index];
    double predicted = 0.0;
    for (std::uint64_t other = 0; other < confusion.rows; ++other) {
      EXPECT_EQ(static_cast<double>(metrics.confusion[index][other]), confusion.at(index, other));
      predicted += confusion.at(other, index);
    }
    const double support = by_class.at(index, 3);
    EXPECT_EQ(static_cast<double>(scores.support), support);
    expect_score(scores.precision, by_class.at(index, 0), predicted > 0.0);
    expect_score(scores.recall, by_class.at(index, 1), support > 0.0);
    expect_score(scores.f1, by_class.at(index, 2), predicted + support > 0.0);
  }
}

TEST_P(GoldenReports, OfAllRows) {
  const ClassificationMetrics metrics = metrics_of(GetParam());
  const Array averages = read_array(GetParam() + ".averages");
  expect_averages(metrics.micro, averages, 0);
  expect_averages(metrics.macro, averages, 1);
  expect_averages(metrics.weighted, averages, 2);
  const Array totals = read_array(GetParam() + ".totals");
  expect_near(metrics.accuracy, totals.at(0, 0));
  expect_near(metrics.loss, totals.at(0, 1));
  expect_near(metrics.roc_auc.value_or(-1.0), totals.at(0, 2));
}

INSTANTIATE_TEST_SUITE_P(Awkward, GoldenReports,
                         testing::Values(std::string("several_classes"), std::string("two_classes")),
                         [](const auto& parameter) { return parameter.param; });

TEST(GoldenReport, OfRegression) {
  const Array predictions = read_array("scored_regression.predictions");
  const Array targets = read_array("scored_regression.targets");
  const Array totals = read_array("scored_regression.totals");
  const RegressionMetrics metrics =
      regression_metrics(predictions.values, targets.values, default_target_names(targets.columns));
  expect_near(metrics.mse, totals.at(0, 0));
  expect_near(metrics.rmse, totals.at(0, 1));
  expect_near(metrics.mae, totals.at(0, 2));
  ASSERT_TRUE(metrics.r2);
  expect_near(*metrics.r2, totals.at(0, 3));
}

}  // namespace
}  // namespace glissade::golden
