#include "report/residuals.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "report/pages/svg_density.hpp"

namespace glissade {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t middle = TargetResiduals::bins / 2;
constexpr std::size_t last = TargetResiduals::cells - 1;

std::uint64_t rows_in_field(const TargetResiduals& residuals) {
  std::uint64_t rows = 0;
  for (const auto& row : residuals.field)
    rows += std::accumulate(row.begin(), row.end(), std::uint64_t{0});
  return rows;
}

TEST(Residuals, AreCountedOfOneTargetAmongSeveral) {
  const std::vector<double> predictions{1.0, 50.0, 2.0, 50.0, 4.0, 50.0};
  const std::vector<double> targets{1.0, 0.0, 2.0, 0.0, 3.0, 0.0};
  const TargetResiduals residuals = target_residuals("a", predictions, targets, 0, 2);
  EXPECT_EQ(residuals.rows, 3u);
  EXPECT_DOUBLE_EQ(residuals.mean, 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(residuals.deviation, std::sqrt(1.0 / 3.0));
  EXPECT_EQ(residuals.histogram[middle], 2u);
  EXPECT_EQ(rows_in_field(residuals), 3u);
  EXPECT_DOUBLE_EQ(residuals.lowest, 0.9);
  EXPECT_DOUBLE_EQ(residuals.highest, 3.1);
  EXPECT_EQ(residuals.beyond_field, 1u);
  EXPECT_EQ(residuals.field[last][30], 1u) << "predicted 4, beyond; true 3";
}

TEST(Residuals, BeyondTheirReachAreInTheBinsAtTheEnds) {
  std::vector<double> predictions(100, 0.0), targets(100, 0.0);
  predictions.front() = -1000.0;
  const TargetResiduals residuals = target_residuals("a", predictions, targets, 0, 1);
  EXPECT_EQ(residuals.reach, 400.0);
  EXPECT_EQ(residuals.beyond_reach, 1u);
  EXPECT_EQ(residuals.histogram.front(), 1u);
  EXPECT_EQ(residuals.histogram[middle], 99u);
}

TEST(Residuals, OfAConstantTargetThatIsPredictedExactlyHaveARange) {
  const std::vector<double> sevens(5, 7.0);
  const TargetResiduals residuals = target_residuals("a", sevens, sevens, 0, 1);
  EXPECT_EQ(residuals.histogram[middle], 5u);
  EXPECT_LT(residuals.lowest, 7.0);
  EXPECT_GT(residuals.highest, 7.0);
  EXPECT_EQ(residuals.beyond_field, 0u);
  EXPECT_THAT(svg::prediction_field(residuals), Not(HasSubstr("nan")));
}

TEST(Residuals, LeaveOutWhatIsNotFinite) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  const std::vector<double> predictions{none, infinite, 1.0}, targets{1.0, 2.0, 1.5};
  const TargetResiduals some = target_residuals("a", predictions, targets, 0, 1);
  EXPECT_EQ(some.rows, 1u);
  EXPECT_EQ(some.not_finite, 2u);
  EXPECT_EQ(target_residuals("a", std::span(predictions).first(2), std::span(targets).first(2), 0, 1).rows,
            0u);
}

TEST(Residuals, OfTheLargestNumbersAreCountedSomewhere) {
  const double large = std::numeric_limits<double>::max();
  const std::vector<double> predictions{-large, 0.0, large}, targets{-large, large, 0.5 * large};
  const TargetResiduals residuals = target_residuals("a", predictions, targets, 0, 1);
  EXPECT_EQ(rows_in_field(residuals), 3u);
  EXPECT_THAT(svg::residual_histogram(residuals), Not(HasSubstr("nan")));
}

TEST(ResidualDrawings, ShadeByTheLogarithmOfTheRows) {
  TargetResiduals residuals = target_residuals("<b>", std::vector<double>{0.0, 0.0, 0.0, 1.0},
                                               std::vector<double>{0.0, 0.0, 0.0, 1.0}, 0, 1);
  EXPECT_THAT(svg::prediction_field(residuals), AllOf(HasSubstr("class=\"c0\"><title>3 rows"),
                                                      HasSubstr("class=\"c0\" fill-opacity=\"0.5\"><title>"),
                                                      HasSubstr("&lt;b&gt;"), Not(HasSubstr("<b>"))));
  EXPECT_THAT(svg::residual_histogram(residuals), HasSubstr("<title>4 rows: "));
}

}  // namespace
}  // namespace glissade
