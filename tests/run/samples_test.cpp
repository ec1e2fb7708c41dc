#include "glissade/samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "glissade/device_array.hpp"
#include "support/errors.hpp"

namespace glissade {
namespace {

using ::testing::ElementsAre;

std::vector<double> values_of(const Matrix& matrix) {
  std::vector<double> values;
  for (std::uint64_t row = 0; row < matrix.rows(); ++row) {
    for (std::uint64_t column = 0; column < matrix.columns(); ++column)
      values.push_back(matrix.view().at(row, column));
  }
  return values;
}

TEST(Samples, RowsInOrderAreBorrowed) {
  const std::vector<float> values{1, 2, 3, 4, 5, 6};
  const Samples samples(values, 2, 3);
  EXPECT_EQ(samples.matrix().view().data, values.data());
  EXPECT_THAT(values_of(samples.matrix()), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(Samples, StridesAreFollowed) {
  const std::vector<double> values{1, 2, 3, 4, 5, 6};
  const Samples columns_first(values.data(), ElementType::float64, 3, 2, 1, 3);
  EXPECT_THAT(values_of(columns_first.matrix()), ElementsAre(1, 4, 2, 5, 3, 6));
  const Samples backwards(values.data() + 4, ElementType::float64, 3, 2, -2, 1);
  EXPECT_THAT(values_of(backwards.matrix()), ElementsAre(5, 6, 3, 4, 1, 2));
  const Samples the_same_row(values.data(), ElementType::float64, 2, 2, 0);
  EXPECT_THAT(values_of(the_same_row.matrix()), ElementsAre(1, 2, 1, 2));
}

TEST(Samples, BytesStayBytes) {
  const std::vector<std::uint8_t> values{0, 255, 7};
  EXPECT_EQ(Samples(values, 3, 1).matrix().type(), ElementType::uint8);
  const Samples every_second(values.data(), ElementType::uint8, 2, 1, 2);
  EXPECT_THAT(values_of(every_second.matrix()), ElementsAre(0, 7));
}

TEST(Samples, TooFewValuesAreRefused) {
  const std::vector<float> values(5);
  expect_error(
      ErrorKind::usage, [&] { Samples(values, 2, 3); }, "5 values", "2 rows of 3 features");
  const std::uint64_t many = std::uint64_t{1} << 33;
  expect_error(
      ErrorKind::usage, [&] { Samples(values, many, many); }, "5 values");
}

TEST(Samples, NamesBelongToFeaturesOnce) {
  const std::vector<float> values(6);
  Samples samples(values, 2, 3);
  expect_error(
      ErrorKind::usage,
      [&] {
        samples.name({"a", "b"});
      },
      "2 names", "3 features");
  expect_error(
      ErrorKind::usage,
      [&] {
        samples.name({"a", "b", "a"});
      },
      "'a' is given to two of the features");
  const Table table = make_table(samples.name({"a", "b", "c"}));
  EXPECT_TRUE(table.named_columns);
  EXPECT_EQ(table.columns[2].name, "c");
}

TEST(Samples, ValuesOnADeviceAreReadFromThere) {
  const std::vector<double> values{1, 2, 3, 4, 5, 6};
  DeviceArray array("emulated", values.size() * sizeof(double));
  array.upload(values.data());
  const DeviceArray moved = std::move(array);
  const Samples samples = Samples::on_device("emulated", moved.data(), ElementType::float64, 3, 2);
  EXPECT_THAT(values_of(samples.matrix()), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_EQ(DeviceArray("emulated", 0).data(), nullptr);
  expect_error(
      ErrorKind::usage, [] { DeviceArray("cpu", 8); }, "no memory of its own");
}

TEST(Targets, NumbersWordsAndClasses) {
  const std::vector<float> numbers{1, 2, 3, 4};
  EXPECT_EQ(Targets(numbers, 2).rows(), 2u);
  EXPECT_THAT(Targets(numbers, 2).raw().names, ElementsAre("y1", "y2"));
  EXPECT_FALSE(Targets(numbers).are_classes());
  const std::vector<std::int32_t> classes{3, 1};
  EXPECT_TRUE(Targets(classes).are_classes());
  const std::vector<std::string> words{"rose", "iris", "rose"};
  EXPECT_THAT(Targets(words).raw().words, ElementsAre("iris", "rose"));
  EXPECT_THAT(Targets(words).raw().values, ElementsAre(1, 0, 1));
}

TEST(Targets, MistakesAreRefused) {
  const std::vector<double> numbers{1, 2, 3};
  expect_error(
      ErrorKind::usage, [&] { Targets(numbers, 2); }, "3 targets", "2 outputs");
  expect_error(
      ErrorKind::usage, [&] { Targets(numbers, 0); }, "0 outputs");
  const std::vector<std::int64_t> large{(std::int64_t{1} << 53) + 1};
  expect_error(
      ErrorKind::usage, [&] { Targets{large}; }, "9007199254740993");
  const std::vector<float> values(6);
  expect_error(
      ErrorKind::usage, [&] { make_table(Samples(values, 2, 3), Targets(numbers)); }, "2 samples",
      "3 rows of targets");
}

TEST(MakeTable, NanIsMissingAndInfinityIsRefused) {
  std::vector<float> values{1, std::nanf(""), 3, 4};
  EXPECT_EQ(make_table(Samples(values, 2, 2)).missing_values, 1u);
  values[3] = std::numeric_limits<float>::infinity();
  expect_error(
      ErrorKind::input, [&] { make_table(Samples(values, 2, 2)); }, "the samples", "row 2, column 2",
      "infinite");
}

TEST(MakeTable, NoSamplesAreATableWithoutRows) {
  const std::vector<float> none;
  EXPECT_EQ(make_table(Samples(none, 0, 3)).rows(), 0u);
}

}  // namespace
}  // namespace glissade
