#include "data/synthetic/synthetic_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "glissade/error.hpp"

namespace glissade {
namespace {

using ::testing::HasSubstr;

TEST(ParseSyntheticSource, FillsInTheDefaults) {
  const SyntheticSource linear = parse_synthetic_source("synthetic:linear,rows=10,features=3", 42);
  EXPECT_EQ(linear.kind, SyntheticSource::Kind::linear);
  EXPECT_EQ(linear.rows, 10u);
  EXPECT_EQ(linear.features, 3u);
  EXPECT_EQ(linear.seed, 42u);
  EXPECT_EQ(linear.targets, 1u);
  EXPECT_EQ(linear.informative, 3u);
  EXPECT_TRUE(linear.weights.empty());
  EXPECT_EQ(linear.bias, 0.0);
  EXPECT_EQ(linear.noise, 0.0);
  const SyntheticSource classes = parse_synthetic_source("synthetic:classes,rows=10,features=3", 42);
  EXPECT_EQ(classes.kind, SyntheticSource::Kind::classes);
  EXPECT_EQ(classes.classes, 2u);
  EXPECT_EQ(classes.separation, 2.0);
  EXPECT_EQ(classes.label_noise, 0.0);
}

TEST(ParseSyntheticSource, TakesEveryKeyInAnyOrder) {
  const SyntheticSource drawn = parse_synthetic_source(
      "synthetic:linear,noise=0.5,informative=2,targets=4,bias=-1e3,seed=18446744073709551615,features=3,"
      "rows=1",
      0);
  EXPECT_EQ(drawn.noise, 0.5);
  EXPECT_EQ(drawn.informative, 2u);
  EXPECT_EQ(drawn.targets, 4u);
  EXPECT_EQ(drawn.bias, -1000.0);
  EXPECT_EQ(drawn.seed, ~std::uint64_t{0});
  const SyntheticSource given =
      parse_synthetic_source("synthetic:linear,rows=1,features=3,weights=3:-2.5,informative=2", 0);
  EXPECT_EQ(given.weights, (std::vector<double>{3.0, -2.5}));
  EXPECT_EQ(parse_synthetic_source("synthetic:linear,rows=1,features=3,weights=3", 0).informative, 1u);
  const SyntheticSource classes = parse_synthetic_source(
      "synthetic:classes,label-noise=0.25,separation=0,classes=10,seed=5,rows=1000000000000,features=1000000",
      0);
  EXPECT_EQ(classes.label_noise, 0.25);
  EXPECT_EQ(classes.separation, 0.0);
  EXPECT_EQ(classes.classes, 10u);
  EXPECT_EQ(classes.seed, 5u);
  EXPECT_EQ(classes.rows, SyntheticSource::largest_rows);
}

TEST(ParseSyntheticSource, NeedsNoPrefix) {
  const SyntheticSource source = parse_synthetic_source("linear,rows=10,features=3", 42);
  EXPECT_EQ(source.rows, 10u);
  EXPECT_EQ(source.features, 3u);
}

struct BadSource {
  const char* text;
  const char* expected;  // somewhere in the message
};

class BadSyntheticSource : public ::testing::TestWithParam<BadSource> {};

TEST_P(BadSyntheticSource, IsAUsageErrorThatNamesTheKey) {
  try {
    parse_synthetic_source(std::string("synthetic:") + GetParam().text, 0);
    FAIL() << GetParam().text << " was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_THAT(error.what(), HasSubstr(GetParam().expected));
    EXPECT_THAT(error.hint(), HasSubstr("rows"));
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
  }
}

constexpr BadSource bad_sources[]{
    {"", "there is no synthetic source \"\""},
    {"quadratic,rows=1,features=1", "\"quadratic\""},
    {"Linear,rows=1,features=1", "\"Linear\""},
    {"linear", "needs rows="},
    {"linear,features=2", "needs rows="},
    {"linear,rows=2", "needs features="},
    {"classes,rows=2", "needs features="},
    {"linear,rows=0,features=1", "rows=0 in synthetic:linear is not a whole number from 1 to 1000000000000"},
    {"linear,rows=1000000000001,features=1", "rows=1000000000001"},
    {"linear,rows=99999999999999999999,features=1", "rows=99999999999999999999"},
    {"linear,rows=-5,features=1", "rows=-5"},
    {"linear,rows=+5,features=1", "rows=+5"},
    {"linear,rows=1e3,features=1", "rows=1e3"},
    {"linear,rows=1.0,features=1", "rows=1.0"},
    {"linear,rows= 1,features=1", "rows= 1"},
    {"linear,rows=1 ,features=1", "rows=1 "},
    {"linear,rows=,features=1", "rows= in"},
    {"linear,rows=0x10,features=1", "rows=0x10"},
    {"linear,rows=1,features=0", "features=0"},
    {"linear,rows=1,features=1000001",
     "features=1000001 in synthetic:linear is not a whole number from 1 to 1000000"},
    {"linear,rows=1,features=1,seed=-1", "seed=-1"},
    {"linear,rows=1,features=1,seed=18446744073709551616", "seed=18446744073709551616"},
    {"linear,rows=1,features=1,rows=1", "has rows twice"},
    {"linear,rows=1,features=1,feature=1", "no key \"feature\""},
    {"linear,rows=1,features=1,=1", "no key \"\""},
    {"linear,rows=1,features=1,classes=2", "no key \"classes\""},
    {"classes,rows=1,features=1,noise=2", "no key \"noise\""},
    {"linear,rows=1,features=1,", "not of the form key=value: \"\""},
    {"linear,,rows=1,features=1", "not of the form key=value: \"\""},
    {"linear,rows=1,features=1,noise", "not of the form key=value: \"noise\""},
    {"linear,rows=1,features=1,noise=-0.5", "noise=-0.5 in synthetic:linear is not a number from 0 to"},
    {"linear,rows=1,features=1,noise=nan", "noise=nan"},
    {"linear,rows=1,features=1,noise=inf", "noise=inf"},
    {"linear,rows=1,features=1,noise=1e999", "noise=1e999"},
    {"linear,rows=1,features=1,noise=0.5x", "noise=0.5x"},
    {"linear,rows=1,features=1,noise=0.5=1", "noise=0.5=1"},
    {"linear,rows=1,features=1,bias=1e13", "bias=1e13"},
    {"linear,rows=1,features=1,bias=two", "bias=two"},
    {"linear,rows=1,features=1,targets=0", "targets=0"},
    {"linear,rows=1,features=3,informative=4",
     "informative=4 in synthetic:linear is not a whole number from 1 to 3"},
    {"linear,rows=1,features=3,informative=0", "informative=0"},
    {"linear,rows=1,features=3,weights=", "weights= in"},
    {"linear,rows=1,features=3,weights=1:", "weights=1:"},
    {"linear,rows=1,features=3,weights=1::2", "weights=1::2"},
    {"linear,rows=1,features=3,weights=1:nan", "weights=1:nan"},
    {"linear,rows=1,features=3,weights=1;2", "weights=1;2"},
    {"linear,rows=1,features=2,weights=1:2:3", "weights in synthetic:linear has 3 numbers for 2 features"},
    {"linear,rows=1,features=2,weights=1:2,informative=1",
     "weights in synthetic:linear has 2 numbers where informative=1"},
    {"linear,rows=1,features=2,weights=1:2,targets=2", "weights in synthetic:linear are for one target"},
    {"linear,rows=1,features=1000000,targets=1001", "targets x informative features are 1001000000"},
    {"classes,rows=1,features=1000000,classes=1001", "classes x features are 1001000000"},
    {"classes,rows=1,features=1,classes=1", "classes=1"},
    {"classes,rows=1,features=1,classes=1000001", "classes=1000001"},
    {"classes,rows=1,features=1,separation=-1", "separation=-1"},
    {"classes,rows=1,features=1,separation=nan", "separation=nan"},
    {"classes,rows=1,features=1,separation=1e7", "separation=1e7"},
    {"classes,rows=1,features=1,label-noise=1.01",
     "label-noise=1.01 in synthetic:classes is not a number from 0 to 1"},
    {"classes,rows=1,features=1,label-noise=-0.1", "label-noise=-0.1"},
    {"classes,rows=1,features=1,label_noise=0.1", "no key \"label_noise\""},
};
INSTANTIATE_TEST_SUITE_P(Table, BadSyntheticSource, ::testing::ValuesIn(bad_sources));

}  // namespace
}  // namespace glissade
