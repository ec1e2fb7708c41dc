#include "report/pages/svg_charts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace glissade {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(Bars, AreAsLongAsTheirShareAndNoLongerThanTheDrawing) {
  const std::string drawing =
      svg::bars("t", {{"half", "1 s", 1.0}, {"beyond", "9 s", 9.0}, {"none", "–", std::nullopt}}, 2.0);
  EXPECT_THAT(drawing, AllOf(HasSubstr("width=\"200\" height=\"11\" class=\"c0\""),
                             HasSubstr("width=\"400\" height=\"11\" class=\"c1\""),
                             Not(HasSubstr("class=\"c2\"")), HasSubstr(">none<")));
}

TEST(Bars, ShowTheRangeOfTheRepeats) {
  EXPECT_THAT(svg::bars("t", {{"a", "", 1.0, 0.5, 1.5, "3 runs"}}, 2.0),
              AllOf(HasSubstr("<title>3 runs</title>"),
                    HasSubstr("<rect x=\"100\" y=\"23.5\" width=\"200\" height=\"2\" class=\"range\"/>")));
}

TEST(Bars, SurviveAScaleOfNothing) {
  EXPECT_THAT(svg::bars("t", {{"a", "", 0.0}}, 0.0), AllOf(HasSubstr("class=\"c0\""), Not(HasSubstr("nan"))));
}

}  // namespace
}  // namespace glissade
