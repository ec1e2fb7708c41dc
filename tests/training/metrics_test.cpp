#include "glissade/metrics.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "data/column_names.hpp"
#include "support/errors.hpp"

namespace glissade {
namespace {

TEST(RegressionMetrics, ByHand) {
  const std::vector<double> targets{1, 2, 3, 6};
  const std::vector<double> predictions{1, 3, 1, 6};
  const RegressionMetrics metrics = regression_metrics(predictions, targets, default_target_names(1));
  EXPECT_EQ(metrics.rows, 4u);
  EXPECT_DOUBLE_EQ(metrics.mse, 1.25);
  EXPECT_DOUBLE_EQ(metrics.rmse, std::sqrt(1.25));
  EXPECT_DOUBLE_EQ(metrics.mae, 0.75);
  ASSERT_TRUE(metrics.r2);
  EXPECT_DOUBLE_EQ(*metrics.r2, 1.0 - 5.0 / 14.0);
}

TEST(RegressionMetrics, SeveralTargetsAverageTheirR2) {
  // First target perfect, second predicted by its mean: (1 + 0) / 2.
  const std::vector<double> targets{1, 10, 2, 20, 3, 30};
  const std::vector<double> predictions{1, 20, 2, 20, 3, 20};
  const RegressionMetrics metrics = regression_metrics(predictions, targets, default_target_names(2));
  EXPECT_EQ(metrics.rows, 3u);
  EXPECT_DOUBLE_EQ(*metrics.r2, 0.5);
  EXPECT_DOUBLE_EQ(metrics.mse, 200.0 / 6.0);
  EXPECT_DOUBLE_EQ(metrics.mae, 20.0 / 6.0);
  ASSERT_EQ(metrics.targets.size(), 2u);
  EXPECT_EQ(metrics.targets[1].target, "y2");
  EXPECT_EQ(metrics.targets[0].mse, 0.0);
  EXPECT_DOUBLE_EQ(*metrics.targets[0].r2, 1.0);
  EXPECT_DOUBLE_EQ(metrics.targets[1].mse, 200.0 / 3.0);
  EXPECT_DOUBLE_EQ(metrics.targets[1].rmse, std::sqrt(200.0 / 3.0));
  EXPECT_DOUBLE_EQ(metrics.targets[1].mae, 20.0 / 3.0);
  EXPECT_DOUBLE_EQ(*metrics.targets[1].r2, 0.0);
  EXPECT_TRUE(regression_metrics(targets, targets, default_target_names(1)).targets.empty());
}

TEST(RegressionMetrics, NoR2WhereATargetDoesNotVary) {
  // Sums of 0.1 round; the target is constant all the same.
  const std::vector<double> constant(10, 0.1);
  EXPECT_FALSE(regression_metrics(std::vector<double>(10, 0.2), constant, default_target_names(1)).r2);
  EXPECT_FALSE(regression_metrics(std::vector{1.0}, std::vector{1.0}, default_target_names(1)).r2);
  EXPECT_FALSE(regression_metrics(std::vector{1.0, 5.0, 2.0, 6.0}, std::vector{1.0, 5.0, 2.0, 5.0},
                                  default_target_names(2))
                   .r2);
}

TEST(RegressionMetrics, R2SurvivesALargeMean) {
  const std::vector<double> targets{1e9, 1e9 + 1, 1e9 + 2};
  const std::vector<double> predictions{1e9, 1e9 + 1, 1e9 + 1};
  EXPECT_NEAR(*regression_metrics(predictions, targets, default_target_names(1)).r2, 0.5, 1e-12);
}

TEST(RegressionMetrics, WithoutRows) {
  const RegressionMetrics metrics = regression_metrics({}, {}, default_target_names(3));
  EXPECT_EQ(metrics.rows, 0u);
  EXPECT_EQ(metrics.mse, 0.0);
  EXPECT_FALSE(metrics.r2);
}

TEST(RegressionMetrics, RefuseShapesThatDoNotFit) {
  const std::vector<double> three(3);
  expect_error(
      ErrorKind::input, [&] { regression_metrics(three, std::vector<double>(4), default_target_names(1)); },
      "3", "4");
  expect_error(ErrorKind::input, [&] { regression_metrics(three, three, default_target_names(2)); });
  expect_error(ErrorKind::input, [&] { regression_metrics(three, three, default_target_names(0)); });
}

TEST(RegressionMetrics, R2OfNumbersWhoseSquaresAreNone) {
  for (const double unit : {1.0, 0x1p-600, 0x1p600}) {
    std::vector<double> targets{1, 2, 3, 6}, predictions{1, 2.5, 3, 5};
    for (std::size_t i = 0; i < targets.size(); ++i) {
      targets[i] *= unit;
      predictions[i] *= unit;
    }
    EXPECT_EQ(regression_metrics(predictions, targets, default_target_names(1)).r2, 1.0 - 1.25 / 14.0)
        << unit;
  }
}

/// Logits whose largest is each row's `predicted`.
std::vector<float> logits_for(const std::vector<std::size_t>& predicted, std::size_t classes) {
  std::vector<float> logits(predicted.size() * classes, 0.0f);
  for (std::size_t row = 0; row < predicted.size(); ++row) {
    logits[row * classes + predicted[row]] = 1.0f;
  }
  return logits;
}

TEST(ClassificationMetrics, ConfusionAndScoresByHand) {
  const std::vector<std::string> names{"a", "b", "c"};
  const std::vector<std::int32_t> classes{0, 0, 0, 0, 1, 1, 2};
  const ClassificationMetrics metrics =
      classification_metrics(logits_for({0, 0, 1, 2, 1, 0, 1}, 3), classes, names);
  EXPECT_EQ(metrics.confusion, (std::vector<std::vector<std::uint64_t>>{{2, 1, 1}, {1, 1, 0}, {0, 1, 0}}));
  EXPECT_DOUBLE_EQ(metrics.accuracy, 3.0 / 7.0);
  EXPECT_DOUBLE_EQ(*metrics.classes[0].precision, 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(*metrics.classes[0].recall, 0.5);
  EXPECT_DOUBLE_EQ(*metrics.classes[0].f1, 4.0 / 7.0);
  EXPECT_EQ(metrics.classes[0].support, 4u);
  EXPECT_EQ(metrics.classes[2].label, "c");
  EXPECT_DOUBLE_EQ(*metrics.classes[2].precision, 0.0);
  EXPECT_DOUBLE_EQ(*metrics.classes[2].f1, 0.0);
  EXPECT_DOUBLE_EQ(metrics.micro.f1, 3.0 / 7.0);
  EXPECT_DOUBLE_EQ(metrics.macro.precision, (2.0 / 3.0 + 1.0 / 3.0 + 0.0) / 3.0);
  EXPECT_DOUBLE_EQ(metrics.macro.recall, (0.5 + 0.5 + 0.0) / 3.0);
  EXPECT_DOUBLE_EQ(metrics.weighted.recall, 3.0 / 7.0);
  EXPECT_DOUBLE_EQ(metrics.weighted.precision, (4 * (2.0 / 3.0) + 2 * (1.0 / 3.0)) / 7.0);
  EXPECT_FALSE(metrics.roc_auc);
}

TEST(ClassificationMetrics, UndefinedScoresAreEmptyAndCountAsZero) {
  const std::vector<std::string> names{"a", "b", "c"};
  const ClassificationMetrics metrics =
      classification_metrics(logits_for({0, 1}, 3), std::vector<std::int32_t>{0, 0}, names);
  EXPECT_FALSE(metrics.classes[1].recall);
  EXPECT_DOUBLE_EQ(*metrics.classes[1].precision, 0.0);
  EXPECT_FALSE(metrics.classes[2].precision);
  EXPECT_FALSE(metrics.classes[2].recall);
  EXPECT_FALSE(metrics.classes[2].f1);
  // Class c is neither in the rows nor predicted.
  EXPECT_DOUBLE_EQ(metrics.macro.precision, 1.0 / 2.0);
  EXPECT_DOUBLE_EQ(metrics.macro.recall, (0.5 + 0.0) / 2.0);
  EXPECT_DOUBLE_EQ(metrics.weighted.precision, 1.0);
}

TEST(ClassificationMetrics, LossIsStable) {
  const std::vector<std::string> names{"a", "b"};
  // Softmax of (0, ln 3) is (1/4, 3/4).
  const std::vector<float> plain{0.0f, std::log(3.0f)};
  EXPECT_NEAR(classification_metrics(plain, std::vector<std::int32_t>{0}, names).loss, std::log(4.0), 1e-7);
  // exp(3e38) is infinite, and a probability of 0 has no logarithm.
  const std::vector<float> large{-1e38f, 2e38f, 1000.0f, 0.0f};
  const ClassificationMetrics metrics = classification_metrics(large, std::vector<std::int32_t>{0, 0}, names);
  EXPECT_NEAR(metrics.loss / 1.5e38, 1.0, 1e-6);
  EXPECT_EQ(classification_metrics(std::vector{1000.0f, 0.0f}, std::vector<std::int32_t>{0}, names).loss,
            0.0);
}

double area(const std::vector<float>& scores, const std::vector<std::int32_t>& classes) {
  std::vector<float> logits;
  for (const float score : scores) {
    logits.insert(logits.end(), {0.0f, score});
  }
  const std::array<std::string, 2> names{"no", "yes"};
  return classification_metrics(logits, classes, names).roc_auc.value_or(-1.0);
}

TEST(ClassificationMetrics, RocAucByHand) {
  EXPECT_DOUBLE_EQ(area({1, 2, 3, 4}, {0, 0, 1, 1}), 1.0);
  EXPECT_DOUBLE_EQ(area({4, 3, 2, 1}, {0, 0, 1, 1}), 0.0);
  EXPECT_DOUBLE_EQ(area({5, 5, 5, 5}, {0, 1, 0, 1}), 0.5);
  // Pairs (yes, no): 2>1, 2=2, 3>1, 3>2: 3.5 of 4.
  EXPECT_DOUBLE_EQ(area({1, 2, 2, 3}, {0, 0, 1, 1}), 0.875);
  // Probabilities of these round to 1; their order still counts.
  EXPECT_DOUBLE_EQ(area({1000, 2000}, {0, 1}), 1.0);
  EXPECT_EQ(area({1, 2}, {1, 1}), -1.0);
  EXPECT_EQ(area({}, {}), -1.0);
}

TEST(ClassificationMetrics, WithoutRows) {
  const std::array<std::string, 2> names{"a", "b"};
  const ClassificationMetrics metrics = classification_metrics({}, {}, names);
  EXPECT_EQ(metrics.rows, 0u);
  EXPECT_EQ(metrics.loss, 0.0);
  EXPECT_EQ(metrics.weighted.f1, 0.0);
}

TEST(ClassificationMetrics, RefuseWhatDoesNotFit) {
  const std::array<std::string, 2> names{"a", "b"};
  const std::vector<float> logits(4);
  expect_error(
      ErrorKind::input,
      [&] {
        classification_metrics(logits, std::vector<std::int32_t>{0, 2}, names);
      },
      "row 2", "class index 2");
  expect_error(
      ErrorKind::input,
      [&] {
        classification_metrics(logits, std::vector<std::int32_t>{0, -1}, names);
      },
      "-1");
  expect_error(
      ErrorKind::input, [&] { classification_metrics(logits, std::vector<std::int32_t>{0}, names); },
      "2 predictions do not fit 1 targets");
  expect_error(ErrorKind::input, [&] { classification_metrics({}, {}, {}); });
}

TEST(Softmax, SumsToOneWithoutOverflow) {
  std::array<double, 3> probabilities{};
  softmax(std::array{3e38f, 3e38f, -3e38f}, probabilities);
  EXPECT_EQ(probabilities, (std::array{0.5, 0.5, 0.0}));
  softmax(std::array{0.0f, std::log(2.0f), 0.0f}, probabilities);
  EXPECT_NEAR(probabilities[1], 0.5, 1e-7);
  EXPECT_NO_THROW(softmax({}, probabilities));
}

}  // namespace
}  // namespace glissade
