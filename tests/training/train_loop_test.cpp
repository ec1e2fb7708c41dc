#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "glissade/error.hpp"
#include "glissade/training.hpp"
#include "support/errors.hpp"
#include "training/fake_backend.hpp"
#include "training/training_data.hpp"

namespace glissade {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::Optional;

/// A run of linear regression on 10 rows in batches of 3: four steps an epoch, the last of one row.
class TrainLoop : public testing::Test {
 protected:
  TrainLoop() {
    options.epochs = 5;
    options.batch_size = 3;
    initial.at(0) = 100.0f;
  }

  TrainingResult run() {
    return train(backend, network, training.view(), validation.view(), initial, options, callbacks);
  }

  void validate_with(std::vector<double> losses) {
    validation = regression_rows(2);
    validation.targets = {1.0f, 3.0f};
    backend.behaviour.validation_losses = std::move(losses);
  }

  /// Updates that the resulting arena has seen.
  static double updates(const TrainingResult& result) { return result.arena.at(0) - 100.0; }

  Network network{1, {}, 1, Activation::relu, Loss::squared_error};
  TrainingData training = regression_rows(10);
  TrainingData validation = regression_rows(0);
  std::vector<float> initial = std::vector<float>(network.arena_size());
  TrainingOptions options;
  TrainingCallbacks callbacks;
  FakeBackend backend;
};

TEST_F(TrainLoop, RunsEveryStepOnceInOrder) {
  const TrainingResult result = run();
  std::uint64_t next = 0;
  for (const FakeRecord::Call& call : backend.record.calls) {
    EXPECT_EQ(call.first_step, next);
    EXPECT_GE(call.scalars.size(), 1u);
    next += call.scalars.size();
  }
  EXPECT_EQ(next, 20u);
  EXPECT_EQ(result.steps, 20u);
  EXPECT_EQ(updates(result), 20.0);
  EXPECT_EQ(result.stopped, StopReason::epochs);
  EXPECT_FALSE(result.divergence);
}

TEST_F(TrainLoop, ChunksNeverCrossTheEndOfAnEpoch) {
  training = regression_rows(100);
  run();
  for (const FakeRecord::Call& call : backend.record.calls)
    EXPECT_EQ(call.first_step / 34, (call.first_step + call.scalars.size() - 1) / 34);
  EXPECT_EQ(backend.record.steps(), 170u);
  EXPECT_LT(backend.record.calls.size(), 20u) << "steps that cost nothing are asked for one by one";
}

TEST_F(TrainLoop, SlowStepsAreAskedForInShortChunks) {
  backend.behaviour.step_time = std::chrono::milliseconds(60);
  training = regression_rows(24);
  options.epochs = 1;
  run();
  for (const FakeRecord::Call& call : backend.record.calls)
    EXPECT_LE(call.scalars.size(), 2u);
}

TEST_F(TrainLoop, PassesTheScalarsOfEachStep) {
  options.optimizer = AdamW{};
  options.schedule = {.kind = Schedule::Kind::cosine, .warmup_steps = 3};
  run();
  for (const FakeRecord::Call& call : backend.record.calls) {
    for (std::size_t i = 0; i < call.scalars.size(); ++i) {
      const StepScalars expected = step_scalars(options, call.first_step + i, 20, 4);
      EXPECT_EQ(std::memcmp(&call.scalars[i], &expected, sizeof expected), 0) << call.first_step + i;
    }
  }
}

TEST_F(TrainLoop, OpensTheSessionWithTheOptionsOfTheRun) {
  options.seed = 17;
  options.threads = 2;
  options.optimizer = Sgd{.momentum = 0.5f};
  run();
  EXPECT_EQ(backend.record.options.seed, 17u);
  EXPECT_EQ(backend.record.options.threads, 2);
  EXPECT_EQ(backend.record.options.batch_size, 3u);
  EXPECT_EQ(backend.record.options.optimizer.kind, OptimizerKind::sgd);
  EXPECT_EQ(backend.record.options.optimizer.momentum, 0.5f);
  ASSERT_EQ(backend.record.restored.size(), 1u);
  EXPECT_EQ(backend.record.restored[0].arena.at(0), 100.0);
  EXPECT_EQ(backend.record.restored[0].arena.size(), network.arena_size());
}

TEST_F(TrainLoop, ABatchLargerThanTheDataIsOneStepAnEpoch) {
  options.batch_size = 1000;
  EXPECT_EQ(run().steps, 5u);
}

TEST_F(TrainLoop, NoEpochsReturnTheInitialParameters) {
  options.epochs = 0;
  const TrainingResult result = run();
  EXPECT_EQ(result.arena, initial);
  EXPECT_TRUE(result.epochs.empty());
  EXPECT_FALSE(result.best_epoch);
  EXPECT_EQ(result.stopped, StopReason::epochs);
}

TEST_F(TrainLoop, ReportsEachEpochOnce) {
  std::vector<std::uint64_t> reported;
  callbacks.epoch = [&](const EpochReport& report) { reported.push_back(report.epoch); };
  options.epochs = 3;
  options.optimizer = Adam{.learning_rate = 0.5};
  options.schedule = {.kind = Schedule::Kind::step, .step_epochs = 1, .step_factor = 0.5};
  const TrainingResult result = run();
  EXPECT_THAT(reported, ElementsAre(1, 2, 3));
  ASSERT_EQ(result.epochs.size(), 3u);
  // Steps of 3, 3, 3 and 1 rows with losses 1 to 4 and 5 to 8.
  EXPECT_DOUBLE_EQ(result.epochs[0].train_loss, (3 * (1 + 2 + 3) + 4) / 10.0);
  EXPECT_DOUBLE_EQ(result.epochs[1].train_loss, (3 * (5 + 6 + 7) + 8) / 10.0);
  EXPECT_EQ(result.epochs[1].rows, 10u);
  EXPECT_EQ(result.epochs[0].learning_rate, 0.5);
  EXPECT_EQ(result.epochs[2].learning_rate, 0.125);
  EXPECT_FALSE(result.epochs[0].train_accuracy);
  EXPECT_FALSE(result.epochs[0].validation_loss);
  EXPECT_THAT(result.best_epoch, Optional(1u)) << "the lowest training loss";
}

TEST_F(TrainLoop, EpochSecondsLeaveOutValidationAndCallbacks) {
  validate_with({1.0});
  options.epochs = 1;
  options.batch_size = 10;
  backend.behaviour.step_time = std::chrono::milliseconds(20);
  callbacks.epoch = [](const EpochReport&) { std::this_thread::sleep_for(std::chrono::milliseconds(200)); };
  callbacks.progress = [](const Progress&) { std::this_thread::sleep_for(std::chrono::milliseconds(200)); };
  const TrainingResult result = run();
  EXPECT_GE(result.epochs.at(0).seconds, 0.020);
  EXPECT_LT(result.epochs.at(0).seconds, 0.200);
  EXPECT_DOUBLE_EQ(result.epochs.at(0).samples_per_second, 10.0 / result.epochs.at(0).seconds);
  EXPECT_GE(result.seconds, 0.400);
}

TEST_F(TrainLoop, RatesLeaveOutTheFirstCall) {
  options.epochs = 2;
  options.batch_size = 1;
  backend.behaviour.warm_up_time = std::chrono::milliseconds(200);
  const TrainingResult result = run();
  const EpochReport& first = result.epochs.at(0);
  EXPECT_GE(first.seconds, 0.200);
  EXPECT_GT(first.samples_per_second, 9.0 / (first.seconds - 0.199));
  EXPECT_DOUBLE_EQ(result.epochs.at(1).samples_per_second, 10.0 / result.epochs.at(1).seconds);
}

TEST_F(TrainLoop, EachEpochIsTimedByItself) {
  options.epochs = 6;
  options.batch_size = 10;
  backend.behaviour.step_time = std::chrono::milliseconds(20);
  const TrainingResult result = run();
  double sum = 0.0;
  for (const EpochReport& report : result.epochs)
    sum += report.seconds;
  EXPECT_GE(sum, 0.120);
  EXPECT_LE(sum, result.seconds);
}

TEST_F(TrainLoop, LossesAreInTheTargetsOwnUnits) {
  network = Network(1, {}, 2, Activation::relu, Loss::squared_error);
  initial.resize(network.arena_size());
  training.targets.resize(20);
  options.target_scale = {3.0, 5.0};
  options.epochs = 1;
  options.batch_size = 10;
  EXPECT_DOUBLE_EQ(run().epochs.at(0).train_loss, (9.0 * 1.0 + 25.0 * 1.0) / 2.0);
}

TEST_F(TrainLoop, ValidatesAfterEveryEpoch) {
  validate_with({4.0, 2.0, 0.5, 3.0, 6.0});
  options.target_scale = {10.0};
  const TrainingResult result = run();
  EXPECT_THAT(backend.record.evaluated_after, ElementsAre(104 - 100, 8, 12, 16, 20));
  ASSERT_EQ(result.epochs.size(), 5u);
  EXPECT_THAT(result.epochs[0].validation_loss, Optional(DoubleEq(400.0)));
  // Σ(y−ȳ)² of 1 and 3 is 2; Σ(ŷ−y)² is twice the loss per row.
  EXPECT_THAT(result.epochs[0].validation_r2, Optional(DoubleEq(1.0 - 8.0 / 2.0)));
  EXPECT_THAT(result.epochs[2].validation_r2, Optional(DoubleEq(0.5)));
  EXPECT_FALSE(result.epochs[0].validation_accuracy);
  EXPECT_THAT(result.best_epoch, Optional(3u));
  EXPECT_EQ(updates(result), 20.0) << "without patience the last weights stay";
}

TEST_F(TrainLoop, R2IsEmptyForATargetThatDoesNotVary) {
  validate_with({1.0});
  validation.values.resize(7);
  validation.targets.assign(7, 0.1f);
  EXPECT_FALSE(run().epochs.at(0).validation_r2);
}

TEST_F(TrainLoop, R2IsTheMeanOverTargets) {
  network = Network(1, {}, 2, Activation::relu, Loss::squared_error);
  initial.resize(network.arena_size());
  training.targets.resize(20);
  validate_with({1.0});
  validation.targets = {1.0f, 0.0f, 3.0f, 4.0f};  // Σ(y−ȳ)²: 2 and 8
  EXPECT_THAT(run().epochs.at(0).validation_r2, Optional(DoubleEq(((1 - 2.0 / 2.0) + (1 - 2.0 / 8.0)) / 2)));
}

TEST_F(TrainLoop, ClassifiersReportAccuracy) {
  network = Network(1, {}, 3, Activation::relu, Loss::cross_entropy);
  initial.resize(network.arena_size());
  training.targets.clear();
  training.classes.resize(10);
  validate_with({1.5});
  validation.targets.clear();
  validation.classes.resize(2);
  options.class_weights = {1.0f, 2.0f, 0.5f};
  const TrainingResult result = run();
  EXPECT_EQ(backend.record.options.class_weights, options.class_weights);
  EXPECT_THAT(result.epochs.at(0).train_accuracy, Optional(0.4));
  EXPECT_THAT(result.epochs.at(0).validation_loss, Optional(1.5));
  EXPECT_THAT(result.epochs.at(0).validation_accuracy, Optional(0.0));
  EXPECT_FALSE(result.epochs.at(0).validation_r2);
}

TEST_F(TrainLoop, PatienceNeedsValidationRowsOfSomeWeight) {
  network = Network(1, {}, 3, Activation::relu, Loss::cross_entropy);
  initial.resize(network.arena_size());
  training.targets.clear();
  training.classes.resize(10);
  validate_with({1.5});
  validation.targets.clear();
  validation.classes = {1, 1};
  options.class_weights = {1.0f, 0.0f, 0.5f};
  EXPECT_EQ(run().epochs.size(), options.epochs);
  options.patience = 2;
  expect_error(
      ErrorKind::usage, [&] { run(); }, "patience", "weight 0");
  validation.classes = {1, 2};
  EXPECT_NO_THROW(run());
}

TEST_F(TrainLoop, PatienceRestoresTheBestWeights) {
  validate_with({5.0, 3.0, 4.0, 3.5, 1.0});
  options.patience = 2;
  const TrainingResult result = run();
  EXPECT_EQ(result.stopped, StopReason::patience);
  EXPECT_EQ(result.epochs.size(), 4u);
  EXPECT_EQ(result.steps, 16u);
  EXPECT_THAT(result.best_epoch, Optional(2u));
  EXPECT_EQ(updates(result), 8.0);
}

TEST_F(TrainLoop, PatienceRestoresTheBestWeightsAlsoWhenAllEpochsRan) {
  validate_with({5.0, 1.0, 4.0});
  options.epochs = 3;
  options.patience = 10;
  const TrainingResult result = run();
  EXPECT_EQ(result.stopped, StopReason::epochs);
  EXPECT_EQ(updates(result), 8.0);
}

TEST_F(TrainLoop, TheSignalIsSeenBetweenChunks) {
  callbacks.stop_requested = [&] { return backend.record.steps() >= 6; };
  const TrainingResult result = run();
  EXPECT_EQ(result.stopped, StopReason::signal);
  EXPECT_EQ(result.steps, backend.record.steps());
  EXPECT_LT(result.steps, 20u);
  EXPECT_EQ(updates(result), static_cast<double>(result.steps)) << "what was learnt is kept";
  EXPECT_EQ(result.epochs.size(), result.steps / 4) << "only whole epochs are reported";
}

TEST_F(TrainLoop, ASignalBeforeTheFirstStepKeepsTheInitialParameters) {
  callbacks.stop_requested = [] { return true; };
  const TrainingResult result = run();
  EXPECT_EQ(result.arena, initial);
  EXPECT_EQ(result.steps, 0u);
  EXPECT_EQ(result.stopped, StopReason::signal);
}

TEST_F(TrainLoop, StopsWhenTheTimeIsUp) {
  backend.behaviour.step_time = std::chrono::milliseconds(10);
  options.epochs = 100000;
  options.max_seconds = 0.25;
  const TrainingResult result = run();
  EXPECT_EQ(result.stopped, StopReason::time);
  EXPECT_GE(result.seconds, 0.25);
  EXPECT_GE(result.steps, 1u);
  EXPECT_EQ(updates(result), static_cast<double>(result.steps));
}

TEST_F(TrainLoop, DivergenceKeepsTheLastFiniteParameters) {
  backend.behaviour.nonfinite_step = 9;
  options.optimizer = Adam{.learning_rate = 0.25};
  std::uint64_t reports = 0;
  callbacks.epoch = [&](const EpochReport&) { ++reports; };
  const TrainingResult result = run();
  EXPECT_EQ(result.stopped, StopReason::diverged);
  ASSERT_TRUE(result.divergence);
  EXPECT_EQ(result.divergence->epoch, 3u);
  EXPECT_EQ(result.divergence->step, 10u);
  EXPECT_EQ(result.divergence->learning_rate, 0.25);
  EXPECT_EQ(result.steps, 9u);
  EXPECT_EQ(updates(result), 9.0);
  EXPECT_EQ(result.epochs.size(), 2u) << "the epoch that was not finished has no report";
  EXPECT_EQ(reports, 2u);
}

TEST_F(TrainLoop, ProgressAddsUp) {
  std::vector<Progress> seen;
  callbacks.progress = [&](const Progress& progress) { seen.push_back(progress); };
  backend.behaviour.step_time = std::chrono::milliseconds(1);
  options.epochs = 2;
  run();
  ASSERT_EQ(seen.size(), backend.record.calls.size());
  EXPECT_EQ(seen.front().epoch, 1u);
  EXPECT_EQ(seen.front().rows_done, 3u);
  EXPECT_EQ(seen.front().loss, 1.0);
  EXPECT_GT(seen.front().rows_per_second, 0.0);
  EXPECT_GT(seen.front().seconds_left, 0.0);
  EXPECT_EQ(seen.back().epoch, 2u);
  EXPECT_EQ(seen.back().epochs, 2u);
  EXPECT_EQ(seen.back().rows_done, 10u);
  EXPECT_EQ(seen.back().rows, 10u);
  EXPECT_EQ(seen.back().seconds_left, 0.0);
}

/// A step sleeps two milliseconds at least, so that as much of the time is gone, however busy the machine is.
TEST_F(TrainLoop, NoMoreTimeIsLeftThanTheLimitLeaves) {
  backend.behaviour.step_time = std::chrono::milliseconds(2);
  options.epochs = 1'000'000;
  options.max_seconds = 0.05;
  std::uint64_t looks = 0;
  callbacks.progress = [&](const Progress& progress) {
    const double gone = 0.002 * static_cast<double>(backend.record.steps());
    EXPECT_LE(progress.seconds_left, std::max(0.05 - gone, 0.0));
    ++looks;
  };
  EXPECT_EQ(run().stopped, StopReason::time);
  EXPECT_GE(looks, 1u);
}

/// What each contradiction is refused with.
class TrainRefuses : public TrainLoop {
 protected:
  void expect_refusal() {
    try {
      run();
      FAIL() << "was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage) << error.what();
      EXPECT_TRUE(backend.record.calls.empty());
    }
  }
};

TEST_F(TrainRefuses, NoRows) {
  training = regression_rows(0);
  expect_refusal();
}
TEST_F(TrainRefuses, AnArenaOfAnotherNetwork) {
  initial.pop_back();
  expect_refusal();
}
TEST_F(TrainRefuses, PatienceWithoutValidation) {
  options.patience = 1;
  expect_refusal();
}
TEST_F(TrainRefuses, NoPatienceAtAll) {
  validate_with({1.0});
  options.patience = 0;
  expect_refusal();
}
TEST_F(TrainRefuses, BatchesWithoutRows) {
  options.batch_size = 0;
  expect_refusal();
}
TEST_F(TrainRefuses, MoreStepsThanCanBeCounted) {
  options.epochs = std::numeric_limits<std::uint64_t>::max() / 2;
  expect_refusal();
}
TEST_F(TrainRefuses, ABetaOfOne) {
  options.optimizer = Adam{.beta2 = 1.0};
  expect_refusal();
}
TEST_F(TrainRefuses, ALearningRateThatIsNotANumber) {
  options.optimizer = Adam{.learning_rate = std::nan("")};
  expect_refusal();
}
TEST_F(TrainRefuses, ScalesForOtherOutputs) {
  options.target_scale = {1.0, 2.0};
  expect_refusal();
}
TEST_F(TrainRefuses, DataWithOtherFeatures) {
  training.features = 2;
  expect_refusal();
}
TEST_F(TrainRefuses, DataWithoutTargets) {
  training.targets.clear();
  expect_refusal();
}
TEST_F(TrainRefuses, ValidationDataThatDoesNotFit) {
  validate_with({1.0});
  validation.targets.pop_back();
  expect_refusal();
}

}  // namespace
}  // namespace glissade
