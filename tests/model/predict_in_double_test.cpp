#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "glissade/error.hpp"
#include "glissade/model.hpp"
#include "support/errors.hpp"
#include "support/tables.hpp"

namespace glissade {
namespace {

constexpr std::uint64_t features = 21;
constexpr std::uint64_t rows = 500;

Table far_table(ElementType type) {
  std::vector<double> values = numbers(rows * features, 3);
  for (double& value : values)
    value = std::floor(100.0 * value + 100.0);
  return make_table(type, features, values);
}

/// Two targets of 1e12, of whose digits fp32 would leave nothing.
Model far_model() {
  Model model{Network(features, {}, 2, Activation::identity, Loss::squared_error), {}, {}, {}};
  Preprocessing& preprocessing = model.preprocessing;
  preprocessing.columns.resize(features);
  preprocessing.shift = numbers(features, 5);
  preprocessing.scale = numbers(features, 6);
  preprocessing.target_names = {"u", "v"};
  preprocessing.target_mean = {1e12, -3e12};
  preprocessing.target_scale = {2.0, 0.5};
  model.arena64.resize(model.network.arena_size());
  std::ranges::copy(numbers(2 * features, 7), &model.arena64[model.network.weight(0).offset]);
  std::ranges::copy(numbers(2, 8), &model.arena64[model.network.bias(0).offset]);
  return model;
}

long double by_hand(const Model& model, const Table& table, std::uint64_t row, std::uint64_t output) {
  const Preprocessing& preprocessing = model.preprocessing;
  long double sum = model.arena64[model.network.bias(0).offset + output];
  for (std::uint64_t i = 0; i < features; ++i) {
    const long double feature = static_cast<long double>(table.values.view().at(row, i));
    sum += (feature - preprocessing.shift[i]) * preprocessing.scale[i] *
           model.arena64[model.network.weight(0).offset + output * features + i];
  }
  return preprocessing.target_mean[output] + preprocessing.target_scale[output] * sum;
}

TEST(PredictInDouble, KeepsTheDigitsOfTargetsFarFromZero) {
  const Model model = far_model();
  for (const ElementType type : {ElementType::uint8, ElementType::float32, ElementType::float64}) {
    const Table table = far_table(type);
    const std::vector<double> predictions = predict_in_double(model, table, 0, rows);
    ASSERT_EQ(predictions.size(), 2 * rows);
    for (std::uint64_t i = 0; i < predictions.size(); ++i) {
      const auto expected = static_cast<double>(by_hand(model, table, i / 2, i % 2));
      EXPECT_NEAR(predictions[i], expected, 0x1p-50 * 3e12);
      EXPECT_NE(std::fmod(predictions[i], 1.0), 0.0) << "digits were lost";
    }
  }
}

TEST(PredictInDouble, ARowIsTheSameAloneAndForAnyThreads) {
  const Model model = far_model();
  const Table table = far_table(ElementType::float32);
  const std::vector<double> expected = predict_in_double(model, table, 0, rows, 1);
  EXPECT_EQ(predict_in_double(model, table, 0, rows, 3), expected);
  for (const std::uint64_t row : {std::uint64_t{0}, std::uint64_t{77}, rows - 1}) {
    EXPECT_EQ(predict_in_double(model, table, row, 1),
              std::vector<double>({expected[2 * row], expected[2 * row + 1]}));
  }
}

TEST(PredictInDouble, ARowMayBeLongerThanATile) {
  constexpr std::uint64_t wide = 5000;
  Model model{Network(wide, {}, 1, Activation::identity, Loss::squared_error), {}, {}, {}};
  model.preprocessing.columns.resize(wide);
  model.preprocessing.shift.assign(wide, 0.0);
  model.preprocessing.scale.assign(wide, 1.0);
  model.preprocessing.target_names = {"y"};
  model.preprocessing.target_mean = {0.0};
  model.preprocessing.target_scale = {1.0};
  model.arena64.assign(model.network.arena_size(), 0.0);
  std::ranges::fill_n(&model.arena64[model.network.weight(0).offset], wide, 1.0);
  std::vector<double> values(3 * wide, 2.0);
  values.back() = 3.0;
  EXPECT_EQ(predict_in_double(model, make_table(ElementType::float64, wide, values), 0, 3),
            (std::vector<double>{2.0 * wide, 2.0 * wide, 2.0 * wide + 1.0}));
}

TEST(PredictInDouble, NeedsParametersInDouble) {
  Model model = far_model();
  model.arena64 = {};
  expect_error(
      ErrorKind::usage, [&] { predict_in_double(model, far_table(ElementType::float32), 0, rows); }, "fp64");
}

}  // namespace
}  // namespace glissade
