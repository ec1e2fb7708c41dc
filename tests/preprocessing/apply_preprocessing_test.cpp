#include "glissade/preprocessing.hpp"

#include <gmock/gmock.h>

#include "glissade/numeric/conversion.hpp"
#include "preprocessing/houses.hpp"
#include "support/errors.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ApplyPreprocessing, RefusesMissingValuesThatNothingFills) {
  const Preprocessing fitted = fit_preprocessing(houses(), false, {});
  Table table = houses();
  table.values.row<double>(1)[1] = missing;
  table.missing_values = 1;
  expect_error(
      ErrorKind::input, [&] { apply_preprocessing(fitted, std::move(table)); }, "'age'", "row 2");
}

TEST(ApplyPreprocessing, WarnsOnceOfUnseenWords) {
  const Preprocessing fitted = fit_preprocessing(houses(), false, {});
  Table table = houses();
  table.columns[2].categories = {"in no row", "adobe", "brick", "mud"};
  table.values.row<double>(0)[2] = 1;
  table.values.row<double>(1)[2] = 2;
  table.values.row<double>(2)[2] = 3;
  const PreparedData data = apply_preprocessing(fitted, std::move(table));
  EXPECT_THAT(features_of(data.dataset), ElementsAre(1, 10, 0, 0, 2, 20, 1, 0, 3, 60, 0, 0));
  ASSERT_EQ(data.warnings.size(), 1u);
  EXPECT_THAT(data.warnings[0], HasSubstr("'wall'"));
  EXPECT_THAT(data.warnings[0], HasSubstr("2 rows"));
  EXPECT_THAT(data.warnings[0], HasSubstr("'adobe'"));
}

TEST(ApplyPreprocessing, ChecksColumns) {
  const Preprocessing fitted = fit_preprocessing(houses(), false, {});
  expect_error(
      ErrorKind::input,
      [&] {
        apply_preprocessing(fitted, named(houses(), {"area", "year", "wall"}));
      },
      "'age'");
  expect_error(
      ErrorKind::input,
      [&] {
        apply_preprocessing(fitted, make_table(ElementType::float32, 2, {1, 2}));
      },
      "3 columns", "2");
  // By number where one of the two has no names.
  Table table = houses();
  table.named_columns = false;
  EXPECT_EQ(apply_preprocessing(fitted, std::move(table)).dataset.features.rows(), 3u);
}

TEST(ApplyPreprocessing, ChecksKindsOfColumns) {
  const Preprocessing fitted = fit_preprocessing(houses(), false, {});
  Table words = houses();
  words.columns[0].categories = {"large", "larger", "largest", "small"};
  expect_error(
      ErrorKind::input, [&] { apply_preprocessing(fitted, std::move(words)); }, "'area'", "words");
  Table plain = houses();
  plain.columns[2].categories.clear();
  expect_error(
      ErrorKind::input, [&] { apply_preprocessing(fitted, std::move(plain)); }, "'wall'", "numbers");
}

TEST(ApplyPreprocessing, AnEmptyColumnIsOfAnyKind) {
  const Preprocessing fitted = fit_preprocessing(houses(), false, {.impute = Impute::median});
  Table table = houses();
  table.columns[2].categories.clear();
  for (std::uint64_t row = 0; row < 3; ++row) {
    table.values.row<double>(row)[2] = missing;
  }
  table.missing_values = 3;
  const PreparedData data = apply_preprocessing(fitted, std::move(table));
  EXPECT_THAT(features_of(data.dataset), ElementsAre(1, 10, 1, 0, 2, 20, 1, 0, 3, 60, 1, 0));
}

TEST(ApplyPreprocessing, AColumnWithOneValueIsOfItsKind) {
  const Preprocessing fitted = fit_preprocessing(houses(), false, {.impute = Impute::median});
  for (std::uint64_t present = 0; present < 3; ++present) {
    Table table = houses();
    table.columns[2].categories.clear();
    for (std::uint64_t row = 0; row < 3; ++row)
      table.values.row<double>(row)[2] = row == present ? 1.0 : missing;
    table.missing_values = 2;
    expect_error(
        ErrorKind::input, [&] { apply_preprocessing(fitted, std::move(table)); }, "'wall'", "numbers");
  }
}

/// Two targets u and v, as a table with a header has them.
Table with_named_targets(const std::vector<std::string>& names, const std::vector<double>& values) {
  Table table = named(make_table(ElementType::float64, 1, {1, 2, 4}), {"x"});
  table.targets.names = names;
  table.targets.values = values;
  return table;
}

TEST(ApplyPreprocessing, TargetsAreMatchedByName) {
  const Preprocessing fitted =
      fit_preprocessing(with_named_targets({"u", "v"}, {1, 10, 2, 20, 3, 30}), false, {});
  const PreparedData turned =
      apply_preprocessing(fitted, with_named_targets({"v", "u"}, {10, 1, 20, 2, 30, 3}));
  EXPECT_THAT(turned.dataset.targets, ElementsAre(1, 10, 2, 20, 3, 30));
  EXPECT_THAT(turned.targets, ElementsAre(1, 10, 2, 20, 3, 30));
  EXPECT_THAT(turned.warnings, IsEmpty());
  const PreparedData other =
      apply_preprocessing(fitted, with_named_targets({"u", "w"}, {1, 10, 2, 20, 3, 30}));
  EXPECT_THAT(other.warnings, ElementsAre("the target 'w' is taken for the model's target 'v'"));
  const PreparedData unnamed =
      apply_preprocessing(fitted, with_named_targets({"y1", "y2"}, {1, 10, 2, 20, 3, 30}));
  EXPECT_THAT(unnamed.warnings, IsEmpty());
}

TEST(ApplyPreprocessing, TargetsMayBeAbsent) {
  const Preprocessing fitted = fit_preprocessing(houses(), false, {});
  Table table = houses();
  table.targets = {};
  const PreparedData data = apply_preprocessing(fitted, std::move(table));
  EXPECT_THAT(data.dataset.targets, IsEmpty());
  EXPECT_EQ(data.dataset.features.rows(), 3u);
}

TEST(ApplyPreprocessing, RefusesWhatFp32CannotHold) {
  Table table = with_target(make_table(ElementType::float64, 2, {1, 2, 3, 1e300}), {1, 2});
  const Preprocessing fitted = fit_preprocessing(table, false, {});
  expect_error(
      ErrorKind::input, [&] { apply_preprocessing(fitted, std::move(table)); }, "'x2'", "row 2");
  Table targets = with_target(make_table(ElementType::float64, 1, {1, 2}), {1, -1e39});
  const Preprocessing plain = fit_preprocessing(targets, false, {});
  expect_error(
      ErrorKind::input, [&] { apply_preprocessing(plain, std::move(targets)); }, "'y'", "row 2");
  expect_error(
      ErrorKind::input,
      [] {
        fit_preprocessing(with_target(make_table(ElementType::float64, 1, {1e300, -1e300}), {1, 2}), false,
                          {.standardize = true});
      },
      "'x1'", "too large");
}

Table bytes_or_floats(ElementType type) {
  std::vector<double> values = numbers(300 * 5, 9);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = i % 5 == 4 ? 17.0 : std::floor(128.0 + 127.0 * values[i]);
  }
  std::vector<double> targets;
  for (int row = 0; row < 300; ++row) {
    targets.push_back(row % 3);
  }
  return with_target(make_table(type, 5, values), targets);
}

TEST(ApplyPreprocessing, BytesStayBytes) {
  for (const PreprocessingOptions& options :
       {PreprocessingOptions{}, PreprocessingOptions{.rescale = 1.0 / 255},
        PreprocessingOptions{.standardize = true}, PreprocessingOptions{.standardize = true, .select = 2}}) {
    Table bytes = bytes_or_floats(ElementType::uint8);
    Table floats = bytes_or_floats(ElementType::float32);
    const Preprocessing from_bytes = fit_preprocessing(bytes, true, options);
    const Preprocessing from_floats = fit_preprocessing(floats, true, options);
    EXPECT_EQ(from_bytes.shift, from_floats.shift);
    EXPECT_EQ(from_bytes.scale, from_floats.scale);
    EXPECT_EQ(from_bytes.selected, from_floats.selected);

    const void* const memory = bytes.values.view().data;
    const Dataset kept = apply_preprocessing(from_bytes, std::move(bytes)).dataset;
    const Dataset converted = apply_preprocessing(from_floats, std::move(floats)).dataset;
    ASSERT_EQ(kept.features.type(), ElementType::uint8);
    EXPECT_EQ(kept.features.view().data == memory, options.select == 0);
    EXPECT_EQ(kept.classes, converted.classes);
    ASSERT_EQ(kept.scale.size(), kept.features.columns());
    const std::vector<float> expected = features_of(converted);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const std::size_t column = i % kept.scale.size();
      const float feature = feature_from_byte(kept.features.view().row<std::uint8_t>(0)[i],
                                              kept.scale[column], kept.shift[column]);
      ASSERT_NEAR(feature, expected[i], 3e-6);
    }
  }
}

/// 255 times the scale is the largest feature.
TEST(ApplyPreprocessing, BytesMayFillTheRangeOfFp32) {
  Table table = bytes_or_floats(ElementType::uint8);
  const Preprocessing largest = fit_preprocessing(table, true, {.rescale = 1e36});
  const Preprocessing too_large = fit_preprocessing(table, true, {.rescale = 2e36});
  EXPECT_NO_THROW(apply_preprocessing(largest, bytes_or_floats(ElementType::uint8)));
  expect_error(
      ErrorKind::input, [&] { apply_preprocessing(too_large, std::move(table)); }, "'x1'", "too large");
}

TEST(ApplyPreprocessing, UntouchedFloatsPassThrough) {
  Table table = with_target(make_table(ElementType::float32, 2, {1, 2, 3, 4}), {1, 2});
  const Preprocessing fitted = fit_preprocessing(table, false, {});
  const void* const memory = table.values.view().data;
  EXPECT_EQ(apply_preprocessing(fitted, std::move(table)).dataset.features.view().data, memory);
}

TEST(ApplyPreprocessing, WordsAreNeverTakenForFloats) {
  const auto table = [] {
    Table words = with_target(make_table(ElementType::float32, 1, {0, 1, 1}), {1, 2, 3});
    words.columns[0].categories = {"brick", "wood"};
    return words;
  };
  const Preprocessing fitted = fit_preprocessing(table(), false, {});
  EXPECT_THAT(features_of(apply_preprocessing(fitted, table()).dataset), ElementsAre(1, 0, 0, 1, 0, 1));
}

TEST(ApplyPreprocessing, MappedFloatsAreNeverWritten) {
  const TemporaryDirectory directory;
  const std::vector<float> values{1, 2, 3, 4, 5, 9};
  const std::string path = directory.write(
      "values", {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
  const auto mapped = [&] {
    Table table;
    table.values = Matrix::map(path, 0, ElementType::float32, 3, 2);
    table.columns.resize(2);
    return with_target(std::move(table), {1, 2, 4});
  };
  Table plain = mapped();
  const void* const memory = plain.values.view().data;
  const Preprocessing untouched = fit_preprocessing(plain, false, {});
  EXPECT_EQ(apply_preprocessing(untouched, std::move(plain)).dataset.features.view().data, memory);

  const Preprocessing standardized = fit_preprocessing(mapped(), false, {.standardize = true});
  const PreparedData data = apply_preprocessing(standardized, mapped());
  EXPECT_TRUE(data.dataset.features.writable());
  EXPECT_EQ(features_of(data.dataset)[2], 0.0f);
}

TEST(ApplyPreprocessing, SameBitsForAnyThreadsAndAsInFp64) {
  const std::vector<double> values = numbers(597 * 43, 4);
  const auto table = [&](ElementType type) {
    return with_target(make_table(type, 43, values), std::vector<double>(597, 1.0));
  };
  for (const ElementType type : {ElementType::float32, ElementType::float64}) {
    const Preprocessing fitted = fit_preprocessing(table(type), false, {.standardize = true});
    const std::vector<float> expected = features_of(apply_preprocessing(fitted, table(type), 1).dataset);
    EXPECT_EQ(features_of(apply_preprocessing(fitted, table(type), 2).dataset), expected);
    EXPECT_EQ(features_of(apply_preprocessing(fitted, table(type), 3).dataset), expected);
    std::vector<double> exact(595 * 43);
    transform_rows(fitted, table(type), 2, 595, exact);
    for (std::size_t i = 0; i < exact.size(); ++i) {
      ASSERT_EQ(static_cast<float>(exact[i]), expected[2 * 43 + i]);
    }
  }
}

TEST(TransformRows, ImputesAndEncodesInFp64) {
  const Preprocessing fitted =
      fit_preprocessing(with_gaps(), false, {.rescale = 0.1, .impute = Impute::mean});
  std::vector<double> features(3 * 5);
  transform_rows(fitted, with_gaps(), 1, 3, features);
  EXPECT_THAT(features, ElementsAre(4 * 0.1, 0, 0, 0.1, 0, 3 * 0.1, 0, 0, 0, 0.1, 8 * 0.1, 0, 0.1, 0, 0));
}

TEST(Classes, AreSortedAsNumbers) {
  const Table table =
      with_target(make_table(ElementType::float32, 1, {1, 2, 3, 4, 5}), {10, -2, 100000, 9, 10});
  const Preprocessing fitted = fit_preprocessing(table, true, {});
  EXPECT_THAT(fitted.class_names, ElementsAre("-2", "9", "10", "100000"));
  EXPECT_THAT(fitted.target_mean, IsEmpty());
  const std::vector<ClassCount> counts = count_classes(table.targets);
  ASSERT_EQ(counts.size(), 4u);
  EXPECT_EQ(counts[2].name, "10");
  EXPECT_EQ(counts[2].rows, 2u);
  Table copy = with_target(make_table(ElementType::float32, 1, {1, 2}), {100000, -2});
  EXPECT_THAT(apply_preprocessing(fitted, std::move(copy)).dataset.classes, ElementsAre(3, 0));
}

TEST(Classes, BeyondTheWholeNumbersOfDoublesHaveShortNames) {
  const double most = 0x1p53 - 1.0;
  const Table table = with_target(make_table(ElementType::float32, 1, {1, 2, 3}), {most, -most, 1e17});
  const Preprocessing fitted = fit_preprocessing(table, true, {});
  EXPECT_THAT(fitted.class_names, ElementsAre("-9007199254740991", "9007199254740991", "1e+17"));
}

TEST(Classes, OfWordsAreMatchedByName) {
  const Table table =
      with_target(make_table(ElementType::float32, 1, {1, 2, 3}), {2, 0, 2}, {"cat", "cow", "dog"});
  const Preprocessing fitted = fit_preprocessing(table, true, {});
  EXPECT_THAT(fitted.class_names, ElementsAre("cat", "dog"));
  Table other = with_target(make_table(ElementType::float32, 1, {1, 2}), {0, 1}, {"dog", "emu"});
  other.targets.values = {0, 0};
  EXPECT_THAT(apply_preprocessing(fitted, std::move(other)).dataset.classes, ElementsAre(1, 1));
  Table unseen = with_target(make_table(ElementType::float32, 1, {1, 2}), {0, 1}, {"dog", "emu"});
  expect_error(
      ErrorKind::input, [&] { apply_preprocessing(fitted, std::move(unseen)); }, "'emu'", "row 2");
}

TEST(Classes, UnseenOnesAreNamedByTheRowOfTheFile) {
  const Table table = with_target(make_table(ElementType::float32, 1, {1, 2}), {0, 1});
  const Preprocessing fitted = fit_preprocessing(table, true, {.impute = Impute::drop});
  Table other = with_target(make_table(ElementType::float32, 1, {missing, 2, 3}), {0, 1, 7});
  expect_error(
      ErrorKind::input, [&] { apply_preprocessing(fitted, std::move(other)); }, "'7'", "row 3");
}

TEST(Classes, OfTheWrongKindAreRefused) {
  const auto fit = [](std::vector<double> targets, std::vector<std::string> words, bool classification) {
    const std::size_t rows = targets.size();
    fit_preprocessing(with_target(make_table(ElementType::float32, 1, std::vector<double>(rows, 1.0)),
                                  std::move(targets), std::move(words)),
                      classification, {});
  };
  expect_error(
      ErrorKind::input,
      [&] {
        fit({0.5, 1.5}, {}, true);
      },
      "0.5", "row 1", "train linear");
  expect_error(
      ErrorKind::input,
      [&] {
        fit({0, 1}, {"a", "b"}, false);
      },
      "'a'", "train classifier");
  expect_error(
      ErrorKind::input,
      [&] {
        fit({3, 3}, {}, true);
      },
      "'3'", "two classes");
  Table two = with_target(make_table(ElementType::float32, 1, {1, 2}), {1, 2, 3, 4});
  two.targets.names = {"y", "z"};
  expect_error(
      ErrorKind::input, [&] { fit_preprocessing(two, true, {}); }, "2");
  expect_error(
      ErrorKind::input, [] { fit_preprocessing(make_table(ElementType::float32, 1, {1}), false, {}); },
      "{target}");
  const Preprocessing both = fit_preprocessing(two, false, {.standardize = true});
  EXPECT_THAT(both.target_mean, ElementsAre(2, 3));
  expect_error(
      ErrorKind::input,
      [&] { apply_preprocessing(both, with_target(make_table(ElementType::float32, 1, {1}), {1})); },
      "2 targets", "1");
}

}  // namespace
}  // namespace glissade
