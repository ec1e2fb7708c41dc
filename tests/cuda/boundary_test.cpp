#include <gtest/gtest.h>

#include "cuda/emulated_backend.hpp"
#include "verification/trace_check.hpp"

/// Every operation within its bound where shapes just fill, or just exceed, what a warp, a block or a tile
/// takes.
namespace glissade {
namespace {

using verification::OperationResult;
using verification::TraceChecker;

void expect_within_bounds(const ProblemOptions& options) {
  const Problem problem(options);
  const auto session = problem.open(emulated_backend_in_process());
  TraceChecker checker(problem.network, problem.data.view(), problem.session, problem.start);
  const std::vector<StepScalars> scalars = problem.scalars(0, options.steps);
  for (std::uint64_t step = 0; step < scalars.size(); ++step)
    for (const OperationResult& result : checker.check(session->trace(step, scalars[step]), scalars[step]))
      EXPECT_TRUE(result.passed()) << options.name << ", step " << step << ": " << result.name << " uses "
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
    expect_within_bounds(options);
  }
}

TEST(Boundary, Targets) {
  for (const std::uint64_t targets : {1, 31, 32, 33, 65}) {
    ProblemOptions options = small(std::to_string(targets) + " targets");
    options.outputs = targets;
    options.loss = Loss::squared_error;
    expect_within_bounds(options);
  }
}

TEST(Boundary, HiddenWidths) {
  for (const Activation activation :
       {Activation::relu, Activation::gelu, Activation::tanh, Activation::sigmoid}) {
    for (const std::uint64_t width : {1, 32, 33}) {
      ProblemOptions options = small("hidden " + std::to_string(width));
      options.activation = activation;
      options.hidden = {width, 3};
      expect_within_bounds(options);
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
      expect_within_bounds(options);
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
    expect_within_bounds(options);
  }
}

TEST(Boundary, ArenasOfMoreElementsThanASegmentHolds) {
  for (const std::uint64_t features : {341, 342}) {
    ProblemOptions options = small(std::to_string(3 * features) + " weights");
    options.features = features;
    options.optimizer = adamw();
    options.optimizer.clip = 0.01f;
    expect_within_bounds(options);
  }
}

TEST(Boundary, ColumnsAndRowsOfALinearRegression) {
  for (const std::uint64_t features : {1, 7, 8, 9, 32, 33, 65, 129, 257, 513, 1024, 1025, 2049, 4097}) {
    for (const std::uint64_t rows : {31, 32, 33}) {
      if (features > 33 && rows != 33)
        continue;
      ProblemOptions options = small(std::to_string(features) + " columns, linear");
      options.features = features;
      options.outputs = 1;
      options.loss = Loss::squared_error;
      options.rows = rows + 5;
      options.batch_size = rows;
      options.steps = 2;
      expect_within_bounds(options);
    }
  }
}

TEST(Boundary, RowsOfALinearRegressionThatExceedItsSmallestTiles) {
  ProblemOptions options = small("16385 rows, linear");
  options.features = 9;
  options.outputs = 1;
  options.loss = Loss::squared_error;
  options.rows = 16385;
  options.batch_size = 16385;
  options.steps = 1;
  expect_within_bounds(options);
}

}  // namespace
}  // namespace glissade
