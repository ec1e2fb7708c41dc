#include "report/pages/svg_curves.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace glissade {
namespace {

using svg::epoch_curve;
using svg::epoch_curves;
using testing::AllOf;
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

TEST(Curves, GoFromEdgeToEdge) {
  EXPECT_THAT(
      epoch_curves("t", {epoch_curve("a", {3.0, 2.0, 1.0})}),
      AllOf(HasSubstr("points=\"8,20 180,100 352,180 \""), HasSubstr(">epoch 3<"),
            HasSubstr(">1.000 to 3.000<"), HasSubstr(">epoch 1<"), HasSubstr(">1.00000 at the end<")));
}

TEST(Curves, OfOneValueAreInTheMiddle) {
  EXPECT_THAT(epoch_curves("t", {epoch_curve("a", {3.0, 3.0})}),
              AllOf(HasSubstr("points=\"8,100 352,100 \""), HasSubstr(">3.000<")));
}

TEST(Curves, OfOneEpochAreSquaresBesideEachOther) {
  EXPECT_THAT(epoch_curves("t", {epoch_curve("a", {3.0}), epoch_curve("b", {3.0})}),
              AllOf(HasSubstr("<rect x=\"177\" y=\"97\" width=\"6\" height=\"6\" class=\"c0\"/>"),
                    HasSubstr("<rect x=\"185\" y=\"97\" width=\"6\" height=\"6\" class=\"c1\"/>"),
                    Not(HasSubstr("<polyline"))));
}

TEST(Curves, AreLogarithmicWhereALineWouldHugTheAxis) {
  EXPECT_THAT(
      epoch_curves("t", {epoch_curve("a", {100.0, 10.0, 1.0})}),
      AllOf(HasSubstr("points=\"8,20 180,100 352,180 \""), HasSubstr(">1.000 to 100.0, logarithmic<")));
  EXPECT_THAT(epoch_curves("t", {epoch_curve("a", {100.0, 10.0, 0.0})}), Not(HasSubstr("logarithmic")));
}

TEST(Curves, HaveGapsWhereAValueIsNotFinite) {
  const std::string drawing = epoch_curves("t", {epoch_curve("a", {3.0, 2.0, none, 2.0, 1.0, infinite})});
  EXPECT_EQ(count_of(drawing, "<polyline"), 2u);
  EXPECT_THAT(drawing,
              AllOf(HasSubstr("not finite at the end"), Not(HasSubstr("nan")), Not(HasSubstr("inf"))));
}

TEST(Curves, OfNothingAreADrawingWithoutLines) {
  for (const std::vector<double>& values :
       std::vector<std::vector<double>>{{}, {none}, {infinite, -infinite}}) {
    const std::string drawing = epoch_curves("t", {epoch_curve("a", values)});
    EXPECT_THAT(drawing, AllOf(Not(HasSubstr("polyline")), HasSubstr("</svg>"), Not(HasSubstr("nan")),
                               Not(HasSubstr("inf")), HasSubstr(">a<")));
  }
  EXPECT_THAT(epoch_curves("t", {}), HasSubstr("</svg>"));
}

TEST(Curves, ThinOutLongOnesButKeepTheEnds) {
  std::vector<double> values(100000);
  for (std::size_t place = 0; place < values.size(); ++place)
    values[place] = static_cast<double>(place);
  const std::string drawing = epoch_curves("t", {epoch_curve("a", values)});
  EXPECT_LT(drawing.size(), 8000u);
  EXPECT_THAT(drawing, AllOf(HasSubstr("points=\"8,180 "), HasSubstr("352,20 \"")));
}

TEST(Curves, SurviveTheLargestNumbers) {
  const double largest = std::numeric_limits<double>::max();
  EXPECT_THAT(epoch_curves("t", {epoch_curve("a", {-largest, 0.0, largest})}),
              HasSubstr("points=\"8,180 180,100 352,20 \""));
}

TEST(Curves, MayHaveALogarithmicAxisAcross) {
  const svg::Curve curve{"a", {{10.0, 1.0}, {100.0, 2.0}, {1000.0, 3.0}}, "x"};
  EXPECT_THAT(
      svg::curves("t", {curve}, {.x_name = "rows", .x = svg::Scale::logarithmic, .y = svg::Scale::linear}),
      AllOf(HasSubstr("points=\"8,180 180,100 352,20 \""), HasSubstr("rows 1,000")));
}

}  // namespace
}  // namespace glissade
