#include "comparison/run_cost.hpp"

#include <gtest/gtest.h>

#include "comparison/machine.hpp"

namespace glissade::comparison {
namespace {

DatasetView rows_of(std::uint64_t rows, std::uint64_t features, ElementType type = ElementType::float32) {
  DatasetView data;
  data.features = {nullptr, type, rows, features};
  return data;
}

OptimizerOptions sgd() {
  OptimizerOptions optimizer;
  optimizer.kind = OptimizerKind::sgd;
  return optimizer;
}

TEST(StepCost, OfALinearRegressionReadsEachRowOnce) {
  const Network network(64, {}, 1, Activation::identity, Loss::squared_error);
  const Cost cost = step_cost(network, rows_of(1000, 64), sgd(), 100);
  EXPECT_EQ(cost.data_bytes, 100 * (64 * 4 + 4));
  EXPECT_EQ(cost.parameter_bytes, 65 * 8);
  // Predictions and the gradient of the weights.
  EXPECT_EQ(cost.operations, 2 * 2 * 100 * 64);
}

TEST(StepCost, CountsMomentsAndEveryTarget) {
  const Network network(3, {}, 2, Activation::identity, Loss::squared_error);
  OptimizerOptions momentum = sgd();
  momentum.momentum = 0.9f;
  EXPECT_EQ(step_cost(network, rows_of(10, 3), momentum, 10).parameter_bytes, 8 * 16);
  EXPECT_EQ(step_cost(network, rows_of(10, 3), OptimizerOptions{}, 10).parameter_bytes, 8 * 24);
  EXPECT_EQ(step_cost(network, rows_of(10, 3), sgd(), 10).data_bytes, 10 * (3 * 4 + 2 * 4));
}

TEST(StepCost, OfADenseNetworkHasNoGradientOfTheFeatures) {
  const std::uint64_t hidden[] = {5};
  const Network network(7, hidden, 3, Activation::relu, Loss::cross_entropy);
  const Cost cost = step_cost(network, rows_of(10, 7, ElementType::uint8), sgd(), 10);
  EXPECT_EQ(cost.operations, 2.0 * 10 * (7 * 5 * 2 + 5 * 3 * 3));
  // Bytes stay bytes; a class index has four.
  EXPECT_EQ(cost.data_bytes, 10 * (7 + 4));
}

TEST(RunCost, AddsUpStepsOfAllEpochs) {
  const Network network(4, {}, 1, Activation::identity, Loss::squared_error);
  const DatasetView data = rows_of(10, 4);
  const Cost run = run_cost(network, data, OptimizerOptions{}, 4, 3);
  const Cost full = step_cost(network, data, OptimizerOptions{}, 4);
  const Cost last = step_cost(network, data, OptimizerOptions{}, 2);
  EXPECT_EQ(run.data_bytes, 3 * (2 * full.data_bytes + last.data_bytes));
  EXPECT_EQ(run.operations, 3 * (2 * full.operations + last.operations));
  EXPECT_EQ(run.parameter_bytes, 9 * full.parameter_bytes);
}

TEST(Limit, IsTheSlowerOfReadingAndArithmetic) {
  const DeviceLimits without_cache{100.0, 10.0};
  const Cost cost{.data_bytes = 1000.0, .parameter_bytes = 500.0, .operations = 50.0};
  const Limit reading = limit_of(cost, 1000.0, 500.0, without_cache);
  EXPECT_EQ(reading.bound, Bound::memory);
  EXPECT_EQ(reading.seconds, 15.0);
  // Parameters that stay in the cache are not read from memory.
  EXPECT_EQ(limit_of(cost, 1000.0, 500.0, {100.0, 10.0, 500.0}).seconds, 10.0);
  const Limit arithmetic = limit_of(cost, 1000.0, 500.0, {100.0, 10.0, 1000.0});
  EXPECT_EQ(arithmetic.bound, Bound::arithmetic);
  EXPECT_EQ(arithmetic.seconds, 5.0);
}

TEST(Spread, HasTheMedianOfEvenAndOddCounts) {
  EXPECT_EQ(spread_of({3.0, 1.0, 2.0}).median, 2.0);
  const Spread spread = spread_of({4.0, 1.0, 3.0, 2.0});
  EXPECT_EQ(spread.count, 4);
  EXPECT_EQ(spread.median, 2.5);
  EXPECT_EQ(spread.minimum, 1.0);
  EXPECT_EQ(spread.maximum, 4.0);
  EXPECT_EQ(spread_of({}).count, 0);
}

}  // namespace
}  // namespace glissade::comparison
