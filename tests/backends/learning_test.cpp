#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "backends/problem.hpp"

namespace glissade {
namespace {

class Learning : public testing::TestWithParam<BackendParameter> {
 protected:
  const Backend& backend() const { return *GetParam().backend; }
};

/// Least squares with a constant, by Gaussian elimination of the normal equations: weights, then the bias.
std::vector<double> least_squares(const Dataset& data) {
  const std::uint64_t size = data.features.columns() + 1;
  std::vector<std::vector<double>> equations(size, std::vector<double>(size + 1, 0.0));
  for (std::uint64_t row = 0; row < data.features.rows(); ++row) {
    std::vector<double> terms;
    for (std::uint64_t column = 0; column + 1 < size; ++column)
      terms.push_back(data.features.view().at(row, column));
    terms.push_back(1.0);
    terms.push_back(data.targets[row]);
    for (std::uint64_t i = 0; i < size; ++i) {
      for (std::uint64_t j = 0; j <= size; ++j)
        equations[i][j] += terms[i] * terms[j];
    }
  }
  for (std::uint64_t pivot = 0; pivot < size; ++pivot) {
    for (std::uint64_t i = 0; i < size; ++i) {
      if (i == pivot)
        continue;
      const double factor = equations[i][pivot] / equations[pivot][pivot];
      for (std::uint64_t j = 0; j <= size; ++j)
        equations[i][j] -= factor * equations[pivot][j];
    }
  }
  std::vector<double> solution;
  for (std::uint64_t i = 0; i < size; ++i)
    solution.push_back(equations[i][size] / equations[i][i]);
  return solution;
}

TEST_P(Learning, FullBatchDescentReachesLeastSquares) {
  ProblemOptions options;
  options.rows = 50;
  options.features = 4;
  options.outputs = 1;
  options.loss = Loss::squared_error;
  options.batch_size = 50;
  options.optimizer = sgd();
  options.learning_rate = 0.2;
  const Problem problem(options);
  const auto session = problem.open(backend());
  session->train(0, problem.scalars(0, 500));
  const std::vector<double> solution = least_squares(problem.data);
  const State state = session->state();
  for (std::uint64_t index = 0; index < 4; ++index)
    EXPECT_NEAR(state.arena[problem.network.weight(0).offset + index], solution[index], 1e-5);
  EXPECT_NEAR(state.arena[problem.network.bias(0).offset], solution[4], 1e-5);
}

TEST_P(Learning, EveryRowOfARaggedEpochIsTrainedOn) {
  ProblemOptions options;
  options.rows = 11;
  options.outputs = 1;
  options.loss = Loss::squared_error;
  options.batch_size = 4;
  options.optimizer = sgd();
  Problem problem(options);
  const auto one_epoch = [&] {
    const auto session = problem.open(backend());
    const Sums sums = session->train(0, problem.scalars(0, 3));
    EXPECT_EQ(sums.rows, 11u);
    return session->state().arena;
  };
  const std::vector<double> arena = one_epoch();
  for (float& target : problem.data.targets) {
    target += 1.0f;
    EXPECT_NE(one_epoch(), arena) << "row " << &target - problem.data.targets.data();
    target -= 1.0f;
  }
}

TEST_P(Learning, BatchesFollowThePermutationOfTheirEpoch) {
  ProblemOptions options;
  options.rows = 23;
  options.batch_size = 5;
  const Problem problem(options);
  const auto session = problem.open(backend());
  std::vector<std::uint64_t> natural(23);
  std::iota(natural.begin(), natural.end(), 0);
  std::vector<std::vector<std::uint64_t>> epochs(2);
  for (std::uint64_t step = 0; step < 10; ++step) {
    for (const std::uint64_t row : session->trace(step, problem.scalars(step, 1)[0]).rows)
      epochs[step / 5].push_back(row);
  }
  EXPECT_NE(epochs[0], natural) << "the first epoch must be shuffled";
  EXPECT_NE(epochs[0], epochs[1]);
  for (std::vector<std::uint64_t>& rows : epochs) {
    std::ranges::sort(rows);
    EXPECT_EQ(rows, natural);
  }
}

void expect_finite(const State& state) {
  for (const std::vector<double>* values : {&state.arena, &state.first_moment, &state.second_moment}) {
    for (const double value : *values)
      ASSERT_TRUE(std::isfinite(value));
  }
}

TEST_P(Learning, AHugeLearningRateLeavesTheLastFiniteParameters) {
  for (const OptimizerOptions& optimizer : {sgd(), sgd(0.9f), sgd(0.9f, true)}) {
    ProblemOptions options;
    options.outputs = 2;
    options.loss = Loss::squared_error;
    options.optimizer = optimizer;
    options.learning_rate = 1e30;
    const Problem problem(options);
    const auto session = problem.open(backend());
    const Sums sums = session->train(0, problem.scalars(0, 40));
    ASSERT_TRUE(sums.first_nonfinite_step.has_value());
    EXPECT_LT(*sums.first_nonfinite_step, 40u);
    for (const double loss : sums.loss)
      EXPECT_TRUE(std::isfinite(loss));
    EXPECT_EQ(session->state().step, *sums.first_nonfinite_step);
    expect_finite(session->state());

    // Steps behind the first that failed must not have moved anything: a call that ends there agrees.
    const auto shorter = problem.open(backend());
    const Sums shorter_sums = shorter->train(0, problem.scalars(0, *sums.first_nonfinite_step + 1));
    EXPECT_EQ(shorter_sums.first_nonfinite_step, sums.first_nonfinite_step);
    EXPECT_TRUE(same_bits(shorter->state(), session->state()));
    EXPECT_EQ(shorter_sums.loss, sums.loss);
    EXPECT_EQ(shorter_sums.rows, sums.rows);
  }
}

TEST_P(Learning, ALossThatOverflowsMovesNothingThoughItsGradientsDoNot) {
  for (const std::uint64_t outputs : {1, 2}) {
    ProblemOptions options;
    options.outputs = outputs;
    options.loss = Loss::squared_error;
    options.optimizer = sgd();
    Problem problem(options);
    // Its square is beyond the numbers of the backend.
    std::ranges::fill(problem.start.arena, backend().is_oracle() ? 1e200 : 1e20);
    const auto session = problem.open(backend());
    const std::vector<double> before = session->state().arena;
    EXPECT_EQ(session->train(0, problem.scalars(0, 1)).first_nonfinite_step, 0u);
    EXPECT_EQ(session->state().arena, before);
  }
}

TEST_P(Learning, ARowWithoutANumberStopsTrainingAtItsStep) {
  for (const float broken :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    ProblemOptions options;
    options.rows = 20;
    options.batch_size = 4;
    options.hidden = {5};
    Problem problem(options);
    const auto healthy = problem.open(backend());
    std::uint64_t step_of_row_7 = 0;
    for (std::uint64_t step = 0; step < 5; ++step) {
      const Trace trace = healthy->trace(step, problem.scalars(step, 1)[0]);
      if (std::ranges::count(trace.rows, 7u) != 0)
        step_of_row_7 = step;
    }
    problem.data.features.row<float>(7)[2] = broken;
    const auto session = problem.open(backend());
    const Sums sums = session->train(0, problem.scalars(0, 5));
    EXPECT_EQ(sums.first_nonfinite_step, step_of_row_7);
    EXPECT_EQ(sums.rows, 4 * step_of_row_7);
    expect_finite(session->state());
  }
}

TEST_P(Learning, ABatchWithoutWeightHasNoGradient) {
  ProblemOptions options;
  options.rows = 6;
  options.batch_size = 1;
  options.outputs = 2;
  options.optimizer = sgd();
  Problem problem(options);
  problem.data.classes = {0, 0, 0, 0, 0, 0};
  problem.session.class_weights = {0.0f, 1.0f};
  const auto session = problem.open(backend());
  const Sums sums = session->train(0, problem.scalars(0, 6));
  EXPECT_FALSE(sums.first_nonfinite_step.has_value());
  EXPECT_EQ(sums.weight, 0.0);
  EXPECT_TRUE(same_bits(session->state().arena, problem.start.arena));
}

INSTANTIATE_TEST_SUITE_P(Every, Learning, testing::ValuesIn(all_backends()),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace glissade
