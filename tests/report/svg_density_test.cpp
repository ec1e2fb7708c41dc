#include "report/pages/svg_density.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace glissade {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TargetResiduals residuals_of(const std::vector<double>& predictions, const std::vector<double>& targets) {
  return target_residuals("price", predictions, targets, 0, 1);
}

TEST(ResidualHistogram, CountsRowsBetweenAxes) {
  const std::string drawing = svg::residual_histogram(residuals_of({1.0, 2.0, 3.5}, {1.0, 2.0, 3.0}));
  EXPECT_THAT(drawing, AllOf(HasSubstr(">predicted − true<"), HasSubstr(">rows<"),
                             HasSubstr("<title>2 rows: "), HasSubstr("<title>1 row: 0."),
                             HasSubstr("class=\"tick\">2<"), HasSubstr("class=\"tick\">−1.0<")));
}

TEST(ResidualHistogram, SaysThatTheBarsAtTheEndsHoldWhatIsBeyond) {
  std::vector<double> predictions(100, 0.0);
  predictions[0] = 50.0;
  EXPECT_THAT(svg::residual_histogram(residuals_of(predictions, std::vector<double>(100, 0.0))),
              HasSubstr(" or beyond</title>"));
}

TEST(PredictionField, HasTheSameAxesBothWays) {
  const std::string drawing = svg::prediction_field(residuals_of({1.0, 2.0, 3.5}, {1.0, 2.0, 3.0}));
  EXPECT_THAT(drawing, AllOf(HasSubstr(">predicted<"), HasSubstr(">true<"), HasSubstr("<title>1 row: true "),
                             HasSubstr("class=\"best\"")));
}

TEST(Densities, OfOneValueAreDrawn) {
  const TargetResiduals residuals = residuals_of({7.0, 7.0}, {7.0, 7.0});
  for (const std::string& drawing : {svg::residual_histogram(residuals), svg::prediction_field(residuals)})
    EXPECT_THAT(drawing, AllOf(HasSubstr("<title>2 rows"), Not(HasSubstr("nan")), Not(HasSubstr("inf\""))));
}

}  // namespace
}  // namespace glissade
