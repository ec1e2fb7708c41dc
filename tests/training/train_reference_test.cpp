#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <random>
#include <vector>

#include "backends/reference/reference_backend.hpp"
#include "glissade/training.hpp"
#include "training/training_data.hpp"

namespace glissade {
namespace {

/// y = 3x + 2 with noise of standard deviation 0.5.
TrainingData noisy_line(std::uint64_t rows) {
  TrainingData data;
  std::mt19937 generator(1);
  std::normal_distribution<float> feature, noise(0.0f, 0.5f);
  for (std::uint64_t i = 0; i < rows; ++i) {
    data.values.push_back(feature(generator));
    data.targets.push_back(3.0f * data.values.back() + 2.0f + noise(generator));
  }
  return data;
}

/// Two classes around (−1.5, −1.5) and (1.5, 1.5).
TrainingData two_classes(std::uint64_t rows, unsigned seed) {
  TrainingData data;
  data.features = 2;
  std::mt19937 generator(seed);
  std::normal_distribution<float> offset;
  for (std::uint64_t i = 0; i < rows; ++i) {
    data.classes.push_back(static_cast<std::int32_t>(i % 2));
    const float center = i % 2 == 0 ? -1.5f : 1.5f;
    data.values.push_back(center + offset(generator));
    data.values.push_back(center + offset(generator));
  }
  return data;
}

struct Line {
  double slope = 0.0;
  double intercept = 0.0;
};

Line least_squares(const TrainingData& data) {
  const double count = static_cast<double>(data.rows());
  double x_mean = 0.0, y_mean = 0.0, covariance = 0.0, variance = 0.0;
  for (std::uint64_t i = 0; i < data.rows(); ++i) {
    x_mean += data.values[i] / count;
    y_mean += data.targets[i] / count;
  }
  for (std::uint64_t i = 0; i < data.rows(); ++i) {
    covariance += (data.values[i] - x_mean) * (data.targets[i] - y_mean);
    variance += (data.values[i] - x_mean) * (data.values[i] - x_mean);
  }
  return {covariance / variance, y_mean - covariance / variance * x_mean};
}

class TrainOnReference : public testing::Test {
 protected:
  TrainingResult run(const Network& network, const TrainingData& training,
                     const TrainingData& validation = {}) {
    return train(reference_backend(), network, training.view(), validation.view(),
                 network.initial_arena(Initialization::glorot, options.seed), options, callbacks);
  }

  const Network line{1, {}, 1, Activation::relu, Loss::squared_error};
  TrainingOptions options;
  TrainingCallbacks callbacks;
};

TEST_F(TrainOnReference, FindsTheLeastSquaresLine) {
  const TrainingData data = noisy_line(100);
  const Line expected = least_squares(data);
  for (const Optimizer& optimizer :
       {Optimizer(Sgd{.learning_rate = 0.1}), Optimizer(Adam{.learning_rate = 0.01}),
        Optimizer(AdamW{.learning_rate = 0.01, .weight_decay = 0.0})}) {
    const OptimizerKind kind = kind_of(optimizer);
    options.optimizer = optimizer;
    options.epochs = kind == OptimizerKind::sgd ? 300 : 1500;
    options.batch_size = kind == OptimizerKind::sgd ? 100 : 32;
    options.schedule.kind = Schedule::Kind::cosine;
    const TrainingResult result = run(line, data);
    EXPECT_NEAR(result.arena[line.weight(0).offset], expected.slope, 0.01) << name_of(kind);
    EXPECT_NEAR(result.arena[line.bias(0).offset], expected.intercept, 0.01) << name_of(kind);
  }
}

TEST_F(TrainOnReference, LearnsTwoClasses) {
  const Network network(2, std::vector<std::uint64_t>{8}, 2, Activation::tanh, Loss::cross_entropy);
  options.optimizer = Adam{.learning_rate = 0.01};
  options.epochs = 20;
  options.batch_size = 16;
  const TrainingResult result = run(network, two_classes(301, 1), two_classes(200, 2));
  ASSERT_EQ(result.epochs.size(), 20u);
  EXPECT_EQ(result.steps, 20u * 19u);
  EXPECT_EQ(result.epochs.back().rows, 301u) << "the ragged last batch is trained on";
  EXPECT_LT(result.epochs.back().train_loss, 0.5 * result.epochs.front().train_loss);
  // Bayes' error is Φ(−1.5√2) = 1.7 %.
  EXPECT_GT(result.epochs.back().validation_accuracy.value(), 0.95);
}

TEST_F(TrainOnReference, ChunksDoNotChangeABit) {
  const TrainingData data = noisy_line(53);
  options.epochs = 7;
  options.batch_size = 8;
  options.schedule = {.kind = Schedule::Kind::cosine, .warmup_steps = 5};
  const TrainingResult result = run(line, data);

  SessionOptions session_options;
  session_options.optimizer = optimizer_options(options);
  session_options.batch_size = 8;
  session_options.seed = options.seed;
  const auto session = reference_backend().open(line, data.view(), session_options);
  State start;
  for (const float value : line.initial_arena(Initialization::glorot, options.seed))
    start.arena.push_back(value);
  session->restore(start);
  for (std::uint64_t step = 0; step < 49; ++step)
    session->train(step, std::vector{step_scalars(options, step, 49, 7)});
  std::vector<float> one_by_one;
  for (const double value : session->state().arena)
    one_by_one.push_back(static_cast<float>(value));
  EXPECT_EQ(result.steps, 49u);
  EXPECT_EQ(result.arena, one_by_one);
}

TEST_F(TrainOnReference, ReportsTheTrainingLossBeforeUpdates) {
  const TrainingData data = noisy_line(40);
  options.epochs = 1;
  options.batch_size = 40;
  options.target_scale = {2.0};
  const Network& network = line;
  std::vector<float> zeros(network.arena_size());
  const TrainingResult result =
      train(reference_backend(), network, data.view(), data.view(), zeros, options, callbacks);
  double squares = 0.0;
  for (const float target : data.targets)
    squares += double{target} * target;
  EXPECT_NEAR(result.epochs.at(0).train_loss, 4.0 * squares / 40.0, 1e-9 * squares);
  EXPECT_LT(result.epochs.at(0).validation_loss.value(), result.epochs.at(0).train_loss);
}

TEST_F(TrainOnReference, ValidationR2IsThatOfTheModel) {
  const TrainingData data = noisy_line(100);
  options.epochs = 200;
  options.optimizer = Adam{.learning_rate = 0.1};
  options.batch_size = 100;
  const TrainingResult result = run(line, data, data);
  // Variance 9 of 9.25 is explained, but for the sample's own fluctuation.
  EXPECT_NEAR(result.epochs.back().validation_r2.value(), 0.973, 0.02);
}

TEST_F(TrainOnReference, ClassWeightsActOnTrainingAndValidationLoss) {
  const Network network(2, {}, 2, Activation::relu, Loss::cross_entropy);
  const TrainingData data = two_classes(50, 3);
  options.epochs = 1;
  options.batch_size = 50;
  options.optimizer = Adam{.learning_rate = 0.0};
  options.class_weights = {0.0f, 3.0f};
  std::vector<float> arena(network.arena_size());
  arena[network.bias(0).offset] = 1.0f;  // every row: logits 1 and 0
  const TrainingResult result =
      train(reference_backend(), network, data.view(), data.view(), arena, options, callbacks);
  const double loss_of_class_one = std::log1p(std::exp(1.0));
  EXPECT_NEAR(result.epochs.at(0).train_loss, loss_of_class_one, 1e-12);
  EXPECT_NEAR(result.epochs.at(0).validation_loss.value(), loss_of_class_one, 1e-12);
  EXPECT_EQ(result.epochs.at(0).validation_accuracy.value(), 0.5);
}

TEST_F(TrainOnReference, DivergenceStopsWithFiniteParameters) {
  options.optimizer = Sgd{.learning_rate = 1e30};
  options.epochs = 1000;
  const TrainingResult result = run(line, noisy_line(30));
  EXPECT_EQ(result.stopped, StopReason::diverged);
  ASSERT_TRUE(result.divergence);
  EXPECT_EQ(result.divergence->step, result.steps + 1);
  EXPECT_EQ(result.divergence->epoch, result.epochs.size() + 1);
  EXPECT_TRUE(std::ranges::all_of(result.arena, [](float value) { return std::isfinite(value); }));
}

}  // namespace
}  // namespace glissade
