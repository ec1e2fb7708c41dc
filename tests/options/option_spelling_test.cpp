#include "cli/options/option_spelling.hpp"

#include <gtest/gtest.h>

namespace glissade {
namespace {

TEST(OptionSpelling, NamesOfOptionsBecomeWhatIsTyped) {
  EXPECT_EQ(with_spelled_options("Try {batch_size} or {lr}."), "Try --batch-size or --lr.");
  EXPECT_EQ(with_spelled_options("{checkpoint}"), "--checkpoint");
}

TEST(OptionSpelling, OtherBracesStay) {
  for (const char* const text : {"", "{", "}", "{}", "{no such option}", "a{b}c}", "{{", "{\"rows\": 3}"})
    EXPECT_EQ(with_spelled_options(text), text);
  EXPECT_EQ(with_spelled_options("{a {lr} b}"), "{a --lr b}");
}

TEST(OptionSpelling, NamesOfTheUsersOwnStay) {
  for (const char* const text :
       {"{lr}.csv: there is no target column 'nope'", "{batch_size}: the file cannot be read",
        "there is no device '{lr}'", "the file lacks the column '{hidden}'", "unknown option --{lr}",
        "a{lr} and {lr}b"})
    EXPECT_EQ(with_spelled_options(text), text);
  EXPECT_EQ(with_spelled_options("With {patience}: less ({select})"), "With --patience: less (--select)");
}

}  // namespace
}  // namespace glissade
