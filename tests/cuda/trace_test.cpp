#include <gtest/gtest.h>

#include <filesystem>

#include "cuda/emulated_backend.hpp"
#include "cuda/worst_operation.hpp"
#include "glissade/preprocessing.hpp"
#include "glissade/table.hpp"
#include "kernels/linear_gradient.hpp"

/// What the suites of all backends leave out: the widths at which linear regression changes its kernel, every
/// optimizer in every precision, and real images.
namespace glissade {
namespace {

using verification::TraceChecker;

std::string precision_name(const testing::TestParamInfo<Precision>& precision) {
  return std::string(name_of(precision.param));
}

class LinearWidth : public testing::TestWithParam<std::uint64_t> {
 protected:
  static ProblemOptions options(std::uint64_t outputs) {
    ProblemOptions options;
    options.features = GetParam();
    options.outputs = outputs;
    options.loss = Loss::squared_error;
    // Two batches and a ragged one, of fewer rows than a tile.
    options.rows = 2 * 64 + 37;
    options.batch_size = 64;
    options.steps = 4;
    return options;
  }
};
INSTANTIATE_TEST_SUITE_P(, LinearWidth,
                         testing::Values(1, 2, 3, 4, 8, 9, 16, 17, 64, 100, 257, 600, 1024, 1025, 2500, 5000,
                                         9000));

TEST_P(LinearWidth, KeepsEveryOperationWithinItsBound) {
  for (const bool byte_features : {false, true}) {
    ProblemOptions problem = options(1);
    problem.byte_features = byte_features;
    const WorstOperation worst = worst_operation(Problem(problem), Precision::fp32);
    EXPECT_TRUE(worst.result.passed()) << worst;
  }
}

TEST_P(LinearWidth, HoldsForAFullBatchAndForBatchesTooSmallForAKernel) {
  for (const std::uint64_t batch_size : {std::uint64_t{1000}, std::uint64_t{31}}) {
    ProblemOptions problem = options(1);
    problem.batch_size = batch_size;
    const WorstOperation worst = worst_operation(Problem(problem), Precision::fp32);
    EXPECT_TRUE(worst.result.passed()) << "batch of " << batch_size << ": " << worst;
  }
}

TEST_P(LinearWidth, HoldsForSeveralTargets) {
  const WorstOperation worst = worst_operation(Problem(options(3)), Precision::fp32);
  EXPECT_TRUE(worst.result.passed()) << worst;
}

TEST(TraceDepths, AreKnownOfOwnSumsAlone) {
  ProblemOptions options;
  options.rows = options.batch_size = 600;
  const Problem dense(options);
  const Trace trace = dense.open(emulated_backend_in_process())->trace(0, dense.scalars(0, 1)[0]);
  EXPECT_EQ(trace.row_sum_depth, 0u);
  EXPECT_EQ(trace.dot_depth, 0u);
  // Of 16 rows a warp adds two, and then its eighth of 38 tiles.
  EXPECT_EQ(trace.bias_sum_depth, 2u + 5u + 16u);

  options.hidden = {};
  options.outputs = 1;
  options.loss = Loss::squared_error;
  const Problem linear(options);
  const Trace own = linear.open(emulated_backend_in_process())->trace(0, linear.scalars(0, 1)[0]);
  EXPECT_EQ(own.row_sum_depth, cuda::linear_row_sum_depth(options.features, options.rows));
  EXPECT_EQ(own.bias_sum_depth, own.row_sum_depth);
  EXPECT_EQ(own.dot_depth, cuda::linear_dot_depth(options.features));
}

class EveryPrecision : public testing::TestWithParam<Precision> {};
INSTANTIATE_TEST_SUITE_P(, EveryPrecision, testing::Values(Precision::fp32, Precision::tf32, Precision::bf16),
                         precision_name);

TEST_P(EveryPrecision, HoldsForEveryOptimizerAndActivation) {
  for (const OptimizerOptions& optimizer : {sgd(), sgd(0.9f), sgd(0.9f, true), adam(), adamw()}) {
    for (const Activation activation :
         {Activation::relu, Activation::gelu, Activation::tanh, Activation::sigmoid}) {
      for (const Loss loss : {Loss::cross_entropy, Loss::squared_error}) {
        ProblemOptions options;
        options.rows = 80;
        options.features = 33;
        options.hidden = {24, 17};
        options.outputs = 5;
        options.batch_size = 32;
        options.optimizer = optimizer;
        options.activation = activation;
        options.loss = loss;
        options.steps = 3;
        Problem problem(options);
        problem.session.precision = GetParam();
        const WorstOperation worst = worst_operation(problem, GetParam());
        EXPECT_TRUE(worst.result.passed()) << name_of(activation) << ", " << name_of(loss) << ": " << worst;
      }
    }
  }
}

/// 2,000 training images of Fashion-MNIST, as bytes; no rows where the data set is not installed.
Table fashion_images() {
  const std::string folder = "/usr/share/datasets/fashion-mnist/";
  SourceOptions source;
  source.data = folder + "train-images-idx3-ubyte.gz";
  source.labels = folder + "train-labels-idx1-ubyte.gz";
  if (!std::filesystem::exists(source.data))
    return {};
  Table table = read_source(source);
  std::vector<std::uint64_t> rows(2000);
  for (std::uint64_t row = 0; row < rows.size(); ++row)
    rows[row] = row;
  table.keep_rows(rows);
  return table;
}

TEST_P(EveryPrecision, HoldsForAnEpochOfImages) {
  Table table = fashion_images();
  if (table.rows() == 0)
    GTEST_SKIP() << "Fashion-MNIST is not installed (Debian's dataset-fashion-mnist)";
  PreprocessingOptions rescaled;
  rescaled.rescale = 1.0 / 255.0;
  const Preprocessing preprocessing = fit_preprocessing(table, true, rescaled);
  const Dataset data = std::move(apply_preprocessing(preprocessing, std::move(table)).dataset);
  const Network network(784, std::vector<std::uint64_t>{128}, 10, Activation::relu, Loss::cross_entropy);
  const std::vector<float> arena = network.initial_arena(Initialization::automatic, 0);
  const State start{0, {arena.begin(), arena.end()}, {}, {}};
  SessionOptions options;
  options.optimizer = adam();
  options.precision = GetParam();
  const auto session = emulated_backend_in_process().open(network, data.view(), options);
  session->restore(start);

  ProblemOptions schedule;
  schedule.optimizer = options.optimizer;
  schedule.learning_rate = 0.001;
  // 15 batches of 128 and one of 80.
  const WorstOperation worst = worst_operation(*session, TraceChecker(network, data.view(), options, start),
                                               Problem(schedule).scalars(0, 16));
  EXPECT_TRUE(worst.result.passed()) << worst;
}

}  // namespace
}  // namespace glissade
