#include "glissade/preprocessing.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstring>

#include "glissade/numeric/conversion.hpp"
#include "preprocessing/columns.hpp"
#include "support/errors.hpp"
#include "support/tables.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<float> features_of(const Dataset& dataset) {
  const float* const first = dataset.features.view().row<float>(0);
  return {first, first + dataset.features.rows() * dataset.features.columns()};
}

/// Two columns of numbers and one of words; the last row has an unused word.
Table houses() {
  Table table = named(make_table(ElementType::float64, 3,
                                 {1, 10, 0,  //
                                  2, 20, 2,  //
                                  3, 60, 0}),
                      {"area", "age", "wall"});
  table.columns[2].categories = {"brick", "stone", "wood"};
  return with_target(std::move(table), {100, 200, 600});
}

TEST(Impute, Names) {
  for (const Impute impute : {Impute::none, Impute::mean, Impute::median, Impute::drop}) {
    EXPECT_EQ(parse_impute(name_of(impute)), impute);
  }
  expect_error(
      ErrorKind::usage, [] { parse_impute("zero"); }, "zero", "none, mean, median, drop");
}

TEST(FitPreprocessing, OneHotKeepsTheWordsOfTheTrainingRows) {
  const Preprocessing fitted = fit_preprocessing(houses(), false, {});
  EXPECT_THAT(fitted.feature_names(), ElementsAre("area", "age", "wall=brick", "wall=wood"));
  EXPECT_EQ(fitted.feature_count(), 4u);
  EXPECT_THAT(fitted.target_names, ElementsAre("y"));
  EXPECT_THAT(fitted.target_mean, ElementsAre(0.0));
  EXPECT_THAT(fitted.target_scale, ElementsAre(1.0));
  const PreparedData data = apply_preprocessing(fitted, houses());
  EXPECT_THAT(features_of(data.dataset), ElementsAre(1, 10, 1, 0, 2, 20, 0, 1, 3, 60, 1, 0));
  EXPECT_THAT(data.dataset.targets, ElementsAre(100, 200, 600));
  EXPECT_THAT(data.warnings, IsEmpty());
  EXPECT_THAT(data.kept_rows, IsEmpty());
}

TEST(FitPreprocessing, DoesNotLookAtWhatTheDeviceGenerates) {
  SourceOptions source;
  source.data = "synthetic:linear,rows=100,features=4,targets=2";
  source.allow_deferred = true;
  const Table table = read_source(source);
  ASSERT_TRUE(table.deferred.has_value());
  const Preprocessing fitted = fit_preprocessing(table, false, {});
  EXPECT_EQ(fitted.feature_count(), 4u);
  EXPECT_THAT(fitted.target_scale, ElementsAre(1.0, 1.0));
  PreprocessingOptions standardized, selected, rescaled;
  standardized.standardize = true;
  selected.select = 2;
  rescaled.rescale = 0.5;
  for (const PreprocessingOptions& options : {standardized, selected, rescaled})
    expect_error(
        ErrorKind::usage, [&] { fit_preprocessing(table, false, options); }, "device generates");
  Preprocessing shifted = fitted;
  shifted.shift[1] = 1.0;
  expect_error(
      ErrorKind::usage, [&] { apply_preprocessing(shifted, read_source(source)); }, "device generates");
}

TEST(FitPreprocessing, NamesWithoutAHeader) {
  Table table = houses();
  table.named_columns = false;
  EXPECT_THAT(fit_preprocessing(table, false, {}).feature_names(),
              ElementsAre("x1", "x2", "x3=brick", "x3=wood"));
}

TEST(FitPreprocessing, Standardizes) {
  const Preprocessing fitted = fit_preprocessing(houses(), false, {.standardize = true});
  EXPECT_DOUBLE_EQ(fitted.shift[0], 2.0);
  EXPECT_DOUBLE_EQ(fitted.scale[0], 1.0 / std::sqrt(2.0 / 3.0));
  EXPECT_DOUBLE_EQ(fitted.shift[2], 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(fitted.scale[2], 1.0 / std::sqrt(2.0 / 9.0));
  EXPECT_DOUBLE_EQ(fitted.target_mean[0], 300.0);
  EXPECT_DOUBLE_EQ(fitted.target_scale[0], std::sqrt((200.0 * 200 + 100 * 100 + 300 * 300) / 3));
  const PreparedData data = apply_preprocessing(fitted, houses());
  const std::vector<float> features = features_of(data.dataset);
  for (std::size_t column = 0; column < 4; ++column) {
    double sum = 0.0, squares = 0.0;
    for (std::size_t row = 0; row < 3; ++row) {
      sum += features[row * 4 + column];
      squares += features[row * 4 + column] * features[row * 4 + column];
    }
    EXPECT_NEAR(sum, 0.0, 1e-6);
    EXPECT_NEAR(squares, 3.0, 1e-6);
  }
  EXPECT_FLOAT_EQ(data.dataset.targets[0], static_cast<float>(-200.0 / fitted.target_scale[0]));
}

TEST(FitPreprocessing, StandardizingLeavesConstantColumnsFinite) {
  Table table = make_table(ElementType::float32, 2, {0.1, 1, 0.1, 2, 0.1, 4});
  table = with_target(std::move(table), {0.7, 0.7, 0.7});
  const Preprocessing fitted = fit_preprocessing(table, false, {.standardize = true});
  EXPECT_EQ(fitted.scale[0], 1.0);
  EXPECT_EQ(fitted.target_scale[0], 1.0);
  const PreparedData data = apply_preprocessing(fitted, std::move(table));
  EXPECT_EQ(features_of(data.dataset)[0], 0.0f);
  EXPECT_THAT(data.dataset.targets, ElementsAre(0, 0, 0));
}

TEST(FitPreprocessing, OneRow) {
  const Preprocessing fitted = fit_preprocessing(
      with_target(make_table(ElementType::float32, 2, {3, 4}), {5}), false, {.standardize = true});
  EXPECT_THAT(fitted.shift, ElementsAre(3, 4));
  EXPECT_THAT(fitted.scale, ElementsAre(1, 1));
}

TEST(FitPreprocessing, Rescales) {
  const Preprocessing fitted = fit_preprocessing(houses(), false, {.rescale = -0.5});
  EXPECT_THAT(fitted.scale, ElementsAre(-0.5, -0.5, -0.5, -0.5));
  EXPECT_EQ(features_of(apply_preprocessing(fitted, houses()).dataset)[1], -5.0f);
  // Of the factor only the sign is left once features are standardised.
  const Preprocessing both = fit_preprocessing(houses(), false, {.rescale = -0.5, .standardize = true});
  EXPECT_DOUBLE_EQ(both.scale[0], -1.0 / std::sqrt(2.0 / 3.0));
  for (const double factor : {0.0, missing, HUGE_VAL}) {
    expect_error(ErrorKind::usage, [&] { fit_preprocessing(houses(), false, {.rescale = factor}); });
  }
}

TEST(FitPreprocessing, SelectsTheBestFeatures) {
  Table table = make_table(ElementType::float32, 3, {1, 5, 1, 2, 5, 2, 3, 5, 1, 4, 5, 2});
  table = with_target(std::move(table), {0, 0, 1, 1});
  const Preprocessing fitted = fit_preprocessing(table, true, {.standardize = true, .select = 1});
  EXPECT_THAT(fitted.selected, ElementsAre(0u));
  EXPECT_THAT(fitted.shift, ElementsAre(2.5));
  EXPECT_THAT(fitted.feature_names(), ElementsAre("x1"));
  // All of them are no selection; of equal scores the first is taken.
  EXPECT_THAT(fit_preprocessing(table, true, {.select = 3}).selected, IsEmpty());
  EXPECT_THAT(fit_preprocessing(table, true, {.select = 2}).selected, ElementsAre(0u, 1u));
  expect_error(
      ErrorKind::usage, [&] { fit_preprocessing(table, true, {.select = 4}); }, "4", "3");
  const Preprocessing best = fit_preprocessing(table, true, {.select = 1});
  const PreparedData data = apply_preprocessing(best, std::move(table));
  EXPECT_THAT(features_of(data.dataset), ElementsAre(1, 2, 3, 4));
}

TEST(FitPreprocessing, SelectsAmongWords) {
  const Preprocessing fitted = fit_preprocessing(houses(), false, {.select = 2});
  EXPECT_THAT(fitted.feature_names(), ElementsAre("area", "age"));
}

Table with_gaps() {
  Table table = named(make_table(ElementType::float64, 3,
                                 {1, missing, 1,        //
                                  missing, missing, 0,  //
                                  3, missing, 1,        //
                                  8, missing, missing}),
                      {"a", "empty", "word"});
  table.columns[2].categories = {"x", "y"};
  return with_target(std::move(table), {1, 2, 3, 4});
}

TEST(MissingValues, AreRefusedByName) {
  expect_error(
      ErrorKind::input, [] { fit_preprocessing(with_gaps(), false, {}); }, "'empty'", "row 1", "--impute");
}

TEST(MissingValues, AreFilledByMeanAndMedian) {
  const Preprocessing mean = fit_preprocessing(with_gaps(), false, {.impute = Impute::mean});
  EXPECT_THAT(mean.fill, ElementsAre(4, 0, 1));
  const Preprocessing median = fit_preprocessing(with_gaps(), false, {.impute = Impute::median});
  EXPECT_THAT(median.fill, ElementsAre(3, 0, 1));
  const PreparedData data = apply_preprocessing(median, with_gaps());
  EXPECT_THAT(features_of(data.dataset), ElementsAre(1, 0, 0, 1, 3, 0, 1, 0, 3, 0, 0, 1, 8, 0, 0, 1));
}

TEST(MissingValues, AreFilledInAFloatTableInPlace) {
  Table table = with_target(make_table(ElementType::float32, 2, {1, missing, missing, 4, 5, 6}), {0, 0, 0});
  const Preprocessing fitted = fit_preprocessing(table, false, {.impute = Impute::mean});
  const void* const memory = table.values.view().data;
  const PreparedData data = apply_preprocessing(fitted, std::move(table));
  EXPECT_EQ(data.dataset.features.view().data, memory);
  EXPECT_THAT(features_of(data.dataset), ElementsAre(1, 5, 3, 4, 5, 6));
}

TEST(MissingValues, StandardizationCountsFilledRows) {
  Table table = with_target(make_table(ElementType::float32, 1, {1, missing, 3, missing}), {1, 2, 3, 4});
  const Preprocessing fitted = fit_preprocessing(table, false, {.standardize = true, .impute = Impute::mean});
  EXPECT_DOUBLE_EQ(fitted.shift[0], 2.0);
  EXPECT_DOUBLE_EQ(fitted.scale[0], 1.0 / std::sqrt(0.5));
}

TEST(MissingValues, DropTheirRows) {
  Table table = with_target(make_table(ElementType::float32, 2, {1, 1, missing, 1, 3, 1, 5, 1, 7, missing}),
                            {10, 20, 30, missing, 50});
  const Preprocessing fitted = fit_preprocessing(table, false, {.standardize = true, .impute = Impute::drop});
  EXPECT_THAT(fitted.shift, ElementsAre(2, 1));
  EXPECT_THAT(fitted.target_mean, ElementsAre(20));
  EXPECT_THAT(fitted.fill, IsEmpty());
  const PreparedData data = apply_preprocessing(fitted, std::move(table));
  EXPECT_THAT(data.kept_rows, ElementsAre(0u, 2u));
  EXPECT_THAT(features_of(data.dataset), ElementsAre(-1, 0, 1, 0));
  EXPECT_THAT(data.dataset.targets, ElementsAre(-1, 1));
}

TEST(MissingValues, DroppingEveryRowIsAnError) {
  expect_error(
      ErrorKind::input, [] { fit_preprocessing(with_gaps(), false, {.impute = Impute::drop}); }, "every row");
}

TEST(MissingValues, OfTargetsAreRefused) {
  expect_error(
      ErrorKind::input,
      [] {
        fit_preprocessing(with_target(make_table(ElementType::float32, 1, {1, 2}), {1, missing}), false, {});
      },
      "'y'", "row 2");
  expect_error(
      ErrorKind::input,
      [] {
        fit_preprocessing(with_target(make_table(ElementType::float32, 1, {1, 2}), {missing, 1}), true, {});
      },
      "'y'", "row 1");
}

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
  table.columns[2].categories = {"adobe", "brick", "mud"};
  table.values.row<double>(1)[2] = 1;
  table.values.row<double>(2)[2] = 2;
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

TEST(ApplyPreprocessing, UntouchedFloatsPassThrough) {
  Table table = with_target(make_table(ElementType::float32, 2, {1, 2, 3, 4}), {1, 2});
  const Preprocessing fitted = fit_preprocessing(table, false, {});
  const void* const memory = table.values.view().data;
  EXPECT_EQ(apply_preprocessing(fitted, std::move(table)).dataset.features.view().data, memory);
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
  std::vector<double> features(2 * 4);
  transform_rows(fitted, with_gaps(), 1, 2, features);
  EXPECT_THAT(features, ElementsAre(4 * 0.1, 0, 0.1, 0, 3 * 0.1, 0, 0, 0.1));
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
      "--target");
  const Preprocessing both = fit_preprocessing(two, false, {.standardize = true});
  EXPECT_THAT(both.target_mean, ElementsAre(2, 3));
  expect_error(
      ErrorKind::input,
      [&] { apply_preprocessing(both, with_target(make_table(ElementType::float32, 1, {1}), {1})); },
      "2 targets", "1");
}

}  // namespace
}  // namespace glissade
