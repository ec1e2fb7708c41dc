#include "text/list.hpp"

#include <gmock/gmock.h>

namespace glissade {
namespace {

using testing::ElementsAre;

TEST(List, IsJoinedAndCutShort) {
  const std::vector<std::string> names{"a", "b", "c"};
  EXPECT_EQ(joined({}), "");
  EXPECT_EQ(joined(names), "a, b, c");
  EXPECT_EQ(joined(std::span(names).first(1), ","), "a");
  EXPECT_EQ(joined(names, ","), "a,b,c");
  EXPECT_EQ(joined_briefly(names, 3), "a, b, c");
  EXPECT_EQ(joined_briefly(names, 2), "a, b, …");
}

TEST(List, KeepsEmptyPartsBetweenCommas) {
  EXPECT_THAT(split_at_commas(""), ElementsAre(""));
  EXPECT_THAT(split_at_commas("a"), ElementsAre("a"));
  EXPECT_THAT(split_at_commas(",a,,b,"), ElementsAre("", "a", "", "b", ""));
  EXPECT_THAT(list_items(",a,,b,"), ElementsAre("", "a", "", "b", ""));
}

}  // namespace
}  // namespace glissade
