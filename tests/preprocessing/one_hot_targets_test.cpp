#include "preprocessing/one_hot_targets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace glissade {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Table table_of(std::vector<std::string> names, std::vector<double> values, bool named) {
  Table table;
  table.named_columns = named;
  table.targets.names = std::move(names);
  table.targets.values = std::move(values);
  return table;
}

TEST(OneHotTargets, BecomeClassesByNumber) {
  Table table = table_of({"y1", "y2", "y3"}, {0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1}, false);
  gather_one_hot_targets(table);
  EXPECT_THAT(table.targets.names, ElementsAre("y"));
  EXPECT_THAT(table.targets.values, ElementsAre(2, 0, 1, 2));
  EXPECT_THAT(table.targets.words, IsEmpty());
}

TEST(OneHotTargets, BecomeClassesByName) {
  Table table = table_of({"rose", "lily"}, {1, 0, 0, 1, 1, 0}, true);
  gather_one_hot_targets(table);
  EXPECT_THAT(table.targets.names, ElementsAre("lily,rose"));
  EXPECT_THAT(table.targets.words, ElementsAre("lily", "rose"));
  EXPECT_THAT(table.targets.values, ElementsAre(1, 0, 1));
}

TEST(OneHotTargets, StayWhereARowIsNotOfOneClass) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::vector<double>& values :
       {std::vector<double>{1, 0, 1, 1}, {1, 0, 0, 0}, {1, 0, 2, 0}, {0.5, 0.5}, {1, nan}, {1, -1}}) {
    Table table = table_of({"a", "b"}, values, true);
    gather_one_hot_targets(table);
    EXPECT_THAT(table.targets.names, ElementsAre("a", "b"));
    EXPECT_EQ(table.targets.values.size(), values.size());
  }
  Table single = table_of({"a"}, {1, 1}, true);
  gather_one_hot_targets(single);
  EXPECT_THAT(single.targets.names, ElementsAre("a"));
}

}  // namespace
}  // namespace glissade
