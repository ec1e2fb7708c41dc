#include "text/suggestion.hpp"

#include <gmock/gmock.h>

namespace glissade {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(EditDistance, CountsEditsAndSwaps) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("trian", "train"), 1u);
  EXPECT_EQ(edit_distance("ab", "ba"), 1u);
  // No part is edited twice.
  EXPECT_EQ(edit_distance("ca", "abc"), 3u);
  EXPECT_EQ(edit_distance("Price", "pRICE"), 0u);
}

const std::vector<std::string> options{"--epochs", "--lr", "--l1", "--l2", "--labels"};

TEST(Suggestion, IsTheNearestOfThoseThatAreNearEnough) {
  EXPECT_EQ(nearest("--epoch", options), "--epochs");
  EXPECT_EQ(nearest("--l3", options), "--lr");
  EXPECT_EQ(nearest("--lables", options), "--labels");
  EXPECT_EQ(nearest("--something", options), "");
  EXPECT_EQ(nearest(std::string(65, 'x'), options), "");
  EXPECT_EQ(did_you_mean("--epoch", options), "Did you mean --epochs?");
  EXPECT_EQ(did_you_mean("--something", options), "");
}

TEST(Suggestion, PrefersTheSameWordInOtherCase) {
  const std::vector<std::string> columns{"a", "b", "Y", "price", "Pride"};
  EXPECT_THAT(near_words("y", columns), ElementsAre("Y"));
  EXPECT_THAT(near_words("PRICE", columns), ElementsAre("price"));
  EXPECT_THAT(near_words("z", columns), IsEmpty());
}

TEST(Suggestion, NamesAllThatAreNearEnough) {
  EXPECT_THAT(near_words("--l3", options), ElementsAre("--lr", "--l1", "--l2"));
  EXPECT_THAT(near_words("x", options), IsEmpty());
}

}  // namespace
}  // namespace glissade
