#include "glissade/preprocessing.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "preprocessing/houses.hpp"
#include "support/errors.hpp"

namespace glissade {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

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

TEST(FitPreprocessing, MakesACategoryOfMissingWords) {
  Table table = named(make_table(ElementType::float64, 1, {0, 2, 2, 3, 3, 0, missing}), {"word"});
  table.columns[0].categories = {"oak", "unused", "pine", "yew"};
  table = with_target(std::move(table), {1, 2, 3, 4, 5, 6, 7});
  for (const Impute impute : {Impute::mean, Impute::median}) {
    PreprocessingOptions options;
    options.impute = impute;
    const Preprocessing fitted = fit_preprocessing(table, false, options);
    ASSERT_THAT(fitted.columns[0].categories, ElementsAre("missing", "oak", "pine", "yew"));
    EXPECT_THAT(fitted.fill, ElementsAre(0.0));
  }
}

TEST(FitPreprocessing, FillsWithTheFirstOfTheMostFrequentWords) {
  Table table = named(make_table(ElementType::float64, 1, {3, 2, 2, 3, 0, 0}), {"word"});
  table.columns[0].categories = {"oak", "unused", "pine", "yew"};
  table = with_target(std::move(table), {1, 2, 3, 4, 5, 6});
  const Preprocessing fitted = fit_preprocessing(table, false, {.impute = Impute::median});
  // Each of oak, pine and yew occurs twice.
  EXPECT_THAT(fitted.columns[0].categories, ElementsAre("oak", "pine", "yew"));
  EXPECT_THAT(fitted.fill, ElementsAre(0.0));
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

TEST(MissingValues, AreRefusedByName) {
  expect_error(
      ErrorKind::input, [] { fit_preprocessing(with_gaps(), false, {}); }, "'empty'", "row 1", "{impute}");
}

TEST(MissingValues, AreFilledByMeanAndMedian) {
  const Preprocessing mean = fit_preprocessing(with_gaps(), false, {.impute = Impute::mean});
  EXPECT_THAT(mean.fill, ElementsAre(4, 0, 0));
  EXPECT_THAT(mean.columns[2].categories, ElementsAre("missing", "x", "y"));
  const Preprocessing median = fit_preprocessing(with_gaps(), false, {.impute = Impute::median});
  EXPECT_THAT(median.fill, ElementsAre(3, 0, 0));
  const PreparedData data = apply_preprocessing(median, with_gaps());
  EXPECT_THAT(features_of(data.dataset), ElementsAre(1, 0, 0, 0, 1,  //
                                                     3, 0, 0, 1, 0,  //
                                                     3, 0, 0, 0, 1,  //
                                                     8, 0, 1, 0, 0));
}

TEST(MissingValues, OfWordsAreTheMostFrequentWordWhereTrainingLacksNone) {
  const Preprocessing fitted = fit_preprocessing(houses(), false, {.impute = Impute::mean});
  EXPECT_THAT(fitted.columns[2].categories, ElementsAre("brick", "wood"));
  EXPECT_EQ(fitted.fill[2], 0.0);
}

TEST(Categories, OfRareWordsAreOne) {
  Table table =
      with_target(named(make_table(ElementType::float64, 1, {0, 1, 1, 2, 2, 2, 3, 3, 4, 5}), {"word"}),
                  std::vector<double>(10));
  table.columns[0].categories = {"a", "b", "c", "d", "other", "zebra"};
  const Preprocessing fitted = fit_preprocessing(table, false, {.categories = 2});
  EXPECT_THAT(fitted.columns[0].categories, ElementsAre("(other)", "b", "c"));
  EXPECT_EQ(fitted.columns[0].rest, "(other)");
  EXPECT_THAT(fitted.feature_names(), ElementsAre("word=(other)", "word=b", "word=c"));
  Table next = named(make_table(ElementType::float64, 1, {0, 1, 2}), {"word"});
  next.columns[0].categories = {"b", "new", "zebra"};
  const PreparedData data = apply_preprocessing(fitted, std::move(next));
  EXPECT_THAT(features_of(data.dataset), ElementsAre(0, 1, 0, 1, 0, 0, 1, 0, 0));
  EXPECT_THAT(data.warnings, IsEmpty());
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
      ErrorKind::input, [] { fit_preprocessing(with_gaps(), false, {.impute = Impute::drop}); },
      "column 'empty' has no value in any row");
  expect_error(
      ErrorKind::input,
      [] {
        Table table = make_table(ElementType::float32, 2, {1, missing, missing, 2});
        table.missing_values = 2;
        fit_preprocessing(with_target(std::move(table), {1, 2}), false, {.impute = Impute::drop});
      },
      "every row of the training data has a missing value");
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

}  // namespace
}  // namespace glissade
