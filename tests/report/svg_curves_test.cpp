#include "report/pages/svg_curves.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace glissade {
namespace {

using svg::epoch_curve;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

std::string epoch_curves(const std::vector<svg::Curve>& curves) {
  return svg::curves("t", curves,
                     {.x_name = "epoch", .y_name = "loss", .y = svg::fitting_scale(curves), .whole_x = true});
}

TEST(Curves, StandBetweenAxesWithTicksAndNames) {
  const std::string drawing = epoch_curves({epoch_curve("a", {3.0, 2.0, 1.0})});
  // 1 to 3 in steps of 0.5, and whole epochs.
  EXPECT_THAT(drawing, AllOf(HasSubstr("class=\"name\">loss<"), HasSubstr("class=\"name\">epoch<"),
                             HasSubstr("class=\"tick\">1.5<"), HasSubstr("class=\"tick\">3.0<"),
                             HasSubstr("class=\"tick\">2<"), Not(HasSubstr("class=\"tick\">3.5<")),
                             HasSubstr("class=\"axis\"")));
  EXPECT_THAT(drawing,
              AllOf(HasSubstr("points=\"29.6,26 206.8,116 384,206 \""), HasSubstr(">1.0000 at the end<")));
  EXPECT_EQ(count_of(drawing, "class=\"grid\""), 8u);
}

TEST(Curves, OfOneValueAreInTheMiddle) {
  EXPECT_THAT(epoch_curves({epoch_curve("a", {3.0, 3.0})}), HasSubstr(",116 384,116 \""));
}

TEST(Curves, OfOneEpochAreSquaresBesideEachOther) {
  const std::string drawing = epoch_curves({epoch_curve("a", {3.0}), epoch_curve("b", {3.0})});
  EXPECT_THAT(drawing, AllOf(HasSubstr("<title>a: 3.0000</title>"), HasSubstr("<title>b: 3.0000</title>"),
                             Not(HasSubstr("<polyline")), HasSubstr("class=\"tick\">1<"),
                             Not(HasSubstr("class=\"tick\">2<"))));
}

TEST(Curves, AreLogarithmicWhereALineWouldHugTheAxis) {
  EXPECT_THAT(epoch_curves({epoch_curve("a", {100.0, 10.0, 1.0})}),
              AllOf(HasSubstr(">loss, logarithmic<"), HasSubstr(",26 "), HasSubstr(",116 "),
                    HasSubstr("class=\"tick\">50<")));
  EXPECT_THAT(epoch_curves({epoch_curve("a", {100.0, 10.0, 0.0})}), Not(HasSubstr("logarithmic")));
}

TEST(Curves, HaveGapsWhereAValueIsNotFinite) {
  const std::string drawing = epoch_curves({epoch_curve("a", {3.0, 2.0, none, 2.0, 1.0, infinite})});
  // Two stretches, and the piece in the legend.
  EXPECT_EQ(count_of(drawing, "<polyline"), 3u);
  EXPECT_THAT(drawing, AllOf(HasSubstr("not finite at the end"), HasSubstr("end\">–<"),
                             Not(AnyOf(HasSubstr("nan"), HasSubstr("inf\""), HasSubstr(">inf")))));
}

TEST(Curves, OfNothingAreADrawingWithoutLines) {
  for (const std::vector<double>& values :
       std::vector<std::vector<double>>{{}, {none}, {infinite, -infinite}}) {
    const std::string drawing = epoch_curves({epoch_curve("a", values)});
    EXPECT_THAT(drawing, AllOf(HasSubstr("</svg>"), Not(HasSubstr("nan")), Not(HasSubstr("inf\"")),
                               HasSubstr(">a<"), Not(HasSubstr("class=\"grid\" y"))));
  }
  EXPECT_THAT(epoch_curves({}), HasSubstr("</svg>"));
}

TEST(Curves, ThinOutLongOnesButKeepTheEnds) {
  std::vector<double> values(100000);
  for (std::size_t place = 0; place < values.size(); ++place)
    values[place] = static_cast<double>(place);
  const std::string drawing = epoch_curves({epoch_curve("a", values)});
  EXPECT_LT(drawing.size(), 60000u);
  EXPECT_EQ(count_of(drawing, "class=\"at\""), 100u);
  EXPECT_THAT(drawing, AllOf(HasSubstr(">epoch 1<"), HasSubstr(">epoch 100,000<"), HasSubstr("384,26 \"")));
}

TEST(Curves, SurviveTheLargestNumbers) {
  const double largest = std::numeric_limits<double>::max();
  EXPECT_THAT(epoch_curves({epoch_curve("a", {-largest, 0.0, largest})}),
              AllOf(HasSubstr(",206 "), HasSubstr(",116 "), HasSubstr(",26 \""), Not(HasSubstr("nan")),
                    Not(HasSubstr("inf\""))));
  EXPECT_THAT(epoch_curves({epoch_curve("a", {largest})}), Not(HasSubstr("nan")));
}

TEST(Curves, MarkTheBestEpochOnEachCurve) {
  svg::CurveAxes axes{.x_name = "epoch", .y_name = "loss"};
  axes.best_x = 2.0;
  axes.best_name = "best epoch: 2";
  const std::string drawing =
      svg::curves("t", {epoch_curve("a", {3.0, 2.0, 1.0}), epoch_curve("b", {3.0, none, 4.0})}, axes);
  EXPECT_THAT(drawing, AllOf(HasSubstr("class=\"ring c0\""), Not(HasSubstr("class=\"ring c1\"")),
                             HasSubstr(">best epoch: 2<")));
  EXPECT_THAT(epoch_curves({epoch_curve("a", {3.0, 2.0})}), Not(HasSubstr("\"best\"")));
}

TEST(Curves, ShowTheirValuesUnderThePointer) {
  const std::string drawing = epoch_curves({epoch_curve("a", {3.0, 2.0}), epoch_curve("b", {4.0, 5.0})});
  EXPECT_EQ(count_of(drawing, "class=\"strip\""), 2u);
  EXPECT_THAT(drawing, AllOf(HasSubstr(">epoch 2<"), HasSubstr(">2.0000<"), HasSubstr(">5.0000<")));
  // Nothing to read off where curves have points of their own.
  const std::string apart = svg::curves("t", {{"a", {{1.0, 1.0}}, ""}, {"b", {{2.0, 1.0}}, ""}}, {});
  EXPECT_THAT(apart, Not(HasSubstr("class=\"strip\"")));
}

TEST(Curves, AreToldApartWithoutColours) {
  const std::string drawing = epoch_curves({epoch_curve("a", {3.0, 2.0}), epoch_curve("b", {3.0, 2.0})});
  // The curve and its piece in the legend.
  EXPECT_EQ(count_of(drawing, "stroke-dasharray=\"8 4\""), 2u);
}

TEST(Curves, MayHaveALogarithmicAxisAcross) {
  const svg::Curve curve{"a", {{10.0, 1.0}, {100.0, 2.0}, {1000.0, 3.0}}, "x"};
  EXPECT_THAT(
      svg::curves(
          "t", {curve},
          {.x_name = "rows", .y_name = "loss", .x = svg::Scale::logarithmic, .y = svg::Scale::linear}),
      AllOf(HasSubstr("29.6,206 206.8,116 384,26 \""), HasSubstr(">1k<"), HasSubstr(">rows 1,000<")));
}

}  // namespace
}  // namespace glissade
