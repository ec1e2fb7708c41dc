#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "cuda/emulated_backend.hpp"
#include "verification/trace_check.hpp"

/// Every operation within its bound where shapes just fill, or just exceed, what a warp, a block or a tile
/// takes.
namespace glissade {
namespace {

using verification::OperationResult;
using verification::TraceChecker;

void expect_within_bounds(const Problem& problem) {
  const ProblemOptions& options = problem.options;
  const auto session = problem.open(emulated_backend_in_process());
  TraceChecker checker(problem.network, problem.data.view(), problem.session, problem.start);
  const std::vector<StepScalars> scalars = problem.scalars(0, options.steps);
  for (std::uint64_t step = 0; step < scalars.size(); ++step)
    for (const OperationResult& result : checker.check(session->trace(step, scalars[step]), scalars[step]))
      EXPECT_TRUE(result.passed()) << options.name << ", step " << step << ": " << result.name() << " uses "
                                   << result.worst_fraction << " of its bound at element " << result.index;
}

/// Batches of 17 rows, a row more than a tile has, then one of 2.
ProblemOptions small(std::string name) {
  ProblemOptions options;
  options.name = std::move(name);
  options.rows = 36;
  options.batch_size = 17;
  options.steps = 3;
  return options;
}

TEST(Boundary, Classes) {
  for (const std::uint64_t classes : {2, 3, 17, 32, 33, 65}) {
    ProblemOptions options = small(std::to_string(classes) + " classes");
    options.outputs = classes;
    options.class_weights = classes % 2 == 1;
    expect_within_bounds(Problem(options));
  }
}

/// A lane has several of them.
TEST(Boundary, ClassesInBfloat16) {
  for (const std::uint64_t classes : {33, 100}) {
    ProblemOptions options = small(std::to_string(classes) + " classes in bf16");
    options.outputs = classes;
    Problem problem(options);
    problem.session.precision = Precision::bf16;
    expect_within_bounds(problem);
  }
}

TEST(Boundary, HiddenLayersInBfloat16) {
  for (const Activation activation :
       {Activation::relu, Activation::gelu, Activation::tanh, Activation::sigmoid}) {
    ProblemOptions options = small(std::string(name_of(activation)) + " in bf16");
    options.hidden = {33, 7};
    options.activation = activation;
    Problem problem(options);
    problem.session.precision = Precision::bf16;
    expect_within_bounds(problem);
  }
}

TEST(Boundary, ABatchThatWeighsNothing) {
  ProblemOptions options = small("weights of 0");
  options.batch_size = 1;
  options.outputs = 2;
  options.class_weights = true;
  options.steps = 20;
  Problem problem(options);
  problem.session.class_weights[0] = 0.0f;
  expect_within_bounds(problem);
}

TEST(Boundary, Targets) {
  for (const std::uint64_t targets : {1, 31, 32, 33, 65}) {
    ProblemOptions options = small(std::to_string(targets) + " targets");
    options.outputs = targets;
    options.loss = Loss::squared_error;
    expect_within_bounds(Problem(options));
  }
}

TEST(Boundary, HiddenWidths) {
  for (const Activation activation :
       {Activation::relu, Activation::gelu, Activation::tanh, Activation::sigmoid}) {
    for (const std::uint64_t width : {1, 32, 33}) {
      ProblemOptions options = small("hidden " + std::to_string(width));
      options.activation = activation;
      options.hidden = {width, 3};
      expect_within_bounds(Problem(options));
    }
  }
}

TEST(Boundary, FeaturesOfABatchAndOfAFullBatch) {
  for (const std::uint64_t features : {1, 33, 256, 257}) {
    for (const std::uint64_t batch_size : {17, 36}) {
      ProblemOptions options = small(std::to_string(features) + " features");
      options.features = features;
      options.batch_size = batch_size;
      options.byte_features = true;
      options.class_weights = true;
      expect_within_bounds(Problem(options));
    }
  }
}

TEST(Boundary, BatchesOfMoreRowsThanAllTilesOfTheSmallestSizeHold) {
  for (const std::uint64_t rows : {8193, 8194}) {
    ProblemOptions options = small(std::to_string(rows) + " rows");
    options.rows = rows;
    options.features = 1;
    options.batch_size = 8193;
    options.class_weights = true;
    options.steps = 1;
    expect_within_bounds(Problem(options));
  }
}

TEST(Boundary, ArenasOfMoreElementsThanASegmentHolds) {
  for (const std::uint64_t features : {341, 342}) {
    ProblemOptions options = small(std::to_string(3 * features) + " weights");
    options.features = features;
    options.optimizer = adamw();
    options.optimizer.clip = 0.01f;
    expect_within_bounds(Problem(options));
  }
}

TEST(Boundary, GradientsNextToTheNormThatIsClipped) {
  for (const float clip : {0.25f, 0.5f, 1.0f, 1.5f, 2.0f, 2.5f, 3.0f, 3.5f, 4.0f, 1000.0f}) {
    ProblemOptions options = small("clipped at " + std::to_string(clip));
    options.optimizer.clip = clip;
    options.steps = 1;
    expect_within_bounds(Problem(options));
  }
}

ProblemOptions linear(std::uint64_t features, std::uint64_t rows) {
  ProblemOptions options = small(std::to_string(features) + " columns, linear");
  options.features = features;
  options.outputs = 1;
  options.loss = Loss::squared_error;
  options.rows = rows + 5;
  options.batch_size = rows;
  options.steps = 2;
  return options;
}

class LinearBoundary : public testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Columns, LinearBoundary,
                         testing::Values(1, 8, 9, 32, 33, 65, 129, 257, 513, 1024, 1025, 2048, 2049, 4096,
                                         4097, 8192));

TEST_P(LinearBoundary, JustWithinAndJustBeyondAKernel) {
  for (const std::uint64_t rows : {31, 32, 33})
    if (rows == 33 || GetParam() <= 33)
      expect_within_bounds(Problem(linear(GetParam(), rows)));
}

/// As many columns as each kernel has registers for, so that it has work for all of its instructions; also in
/// training, which leaves no trace.
class FilledLinearKernel : public testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Columns, FilledLinearKernel,
                         testing::Values(1, 2, 3, 4, 5, 6, 7, 8, 32, 64, 128, 256, 512, 1024, 2048, 4096,
                                         8192));

TEST_P(FilledLinearKernel, HoldsForFloatsAndBytes) {
  for (const bool byte_features : {false, true}) {
    ProblemOptions options = linear(GetParam(), 33);
    options.byte_features = byte_features;
    const Problem problem(options);
    expect_within_bounds(problem);
    const auto session = problem.open(emulated_backend_in_process());
    EXPECT_GT(session->train(0, problem.scalars(0, options.steps)).loss.at(0), 0.0);
  }
}

TEST(Boundary, RowsOfALinearRegressionForEveryThreadOfABlock) {
  for (const std::uint64_t features : {3, 40, 1100})
    expect_within_bounds(Problem(linear(features, 600)));
}

TEST(Boundary, BytesOfALinearRegression) {
  for (const std::uint64_t features : {3, 40, 1100}) {
    ProblemOptions options = linear(features, 33);
    options.byte_features = true;
    expect_within_bounds(Problem(options));
  }
}

TEST(Boundary, RowsOfALinearRegressionThatExceedItsSmallestTiles) {
  ProblemOptions options = linear(9, 16385);
  options.rows = options.batch_size;
  options.steps = 1;
  expect_within_bounds(Problem(options));
}

TEST(Boundary, AnUpdateThatOverflowsIsNotMade) {
  ProblemOptions options = small("overflow");
  options.loss = Loss::squared_error;
  options.optimizer = sgd();
  options.learning_rate = 1e38;
  Problem problem(options);
  for (double& value : problem.start.arena)
    value *= 1e6;
  const auto session = problem.open(emulated_backend_in_process());
  EXPECT_EQ(session->train(0, problem.scalars(0, 2)).first_nonfinite_step, 0u);
  for (const double value : session->state().arena)
    EXPECT_TRUE(std::isfinite(value));
}

/// Its square alone is too large, so that nothing else tells of it.
TEST(Boundary, OneLossThatOverflowsStopsTheStepWhereverItIs) {
  ProblemOptions options;
  options.loss = Loss::squared_error;
  options.outputs = 1;
  options.features = 3;
  options.rows = options.batch_size = 700;
  options.optimizer = sgd();
  options.learning_rate = 1e-10;
  for (const std::uint64_t row : {0, 255, 256, 511, 512, 699}) {
    Problem problem(options);
    problem.data.targets[row] = 1e25f;
    const auto session = problem.open(emulated_backend_in_process());
    EXPECT_EQ(session->train(0, problem.scalars(0, 2)).first_nonfinite_step, 0u) << "row " << row;
    EXPECT_EQ(session->state().step, 0u);
  }
}

TEST(Boundary, TheFirstOfEqualLogitsIsThePrediction) {
  for (const std::uint64_t classes : {3, 35}) {
    ProblemOptions options = small("ties");
    options.outputs = classes;
    Problem problem(options);
    for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1}, classes - 2, classes - 1}) {
      std::fill(problem.start.arena.begin(), problem.start.arena.end(), 0.0);
      for (std::uint64_t label = 0; label < first; ++label)
        problem.start.arena[problem.network.bias(0).offset + label] = -1.0;
      const auto session = problem.open(emulated_backend_in_process());
      const std::span<const std::int32_t> labels = problem.data.view().classes;
      EXPECT_EQ(session->evaluate(problem.data.view()).correct,
                static_cast<std::uint64_t>(std::count(labels.begin(), labels.end(), first)));
    }
  }
}

}  // namespace
}  // namespace glissade
