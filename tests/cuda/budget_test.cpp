#include <gtest/gtest.h>

#include "cuda/emulated_backend.hpp"
#include "emulation/device.hpp"

/// What a step and a call may cost, counted: launches, copies, synchronisations.
namespace glissade {
namespace {

ProblemOptions image_classifier() {
  ProblemOptions options;
  options.rows = 300;
  options.features = 28;
  options.hidden = {16};
  options.outputs = 10;
  options.batch_size = 32;  // nine full batches an epoch, and one of 12 rows
  options.optimizer = adam();
  return options;
}

ProblemOptions regression(std::uint64_t features) {
  ProblemOptions options;
  options.rows = 400;
  options.features = features;
  options.outputs = 1;
  options.loss = Loss::squared_error;
  options.batch_size = 64;
  options.optimizer = sgd();
  return options;
}

/// Counts a call of so many steps, after one that has captured what there is to capture.
emulation::Counters count(const ProblemOptions& options, std::uint64_t steps) {
  const Problem problem(options);
  const auto session = problem.open(emulated_backend_in_process());
  session->train(0, problem.scalars(0, steps));
  emulation::reset_counters();
  session->train(steps, problem.scalars(steps, steps));
  return emulation::counters();
}

std::uint64_t calls(const emulation::Counters& counters) {
  return counters.total_launches() + counters.gemms;
}

TEST(Budget, ADenseStepTakesTenCalls) {
  const emulation::Counters counters = count(image_classifier(), 20);
  EXPECT_EQ(calls(counters), 20u * 10u);
  EXPECT_EQ(counters.gemms, 20u * 5u);
}

TEST(Budget, ClippingTakesOneMore) {
  ProblemOptions options = image_classifier();
  options.optimizer.clip = 0.1f;
  EXPECT_EQ(calls(count(options, 20)), 20u * 11u);
}

TEST(Budget, ALinearStepTakesTwoCalls) {
  for (const std::uint64_t features : {1, 8, 9, 1024, 1025, 8192})
    EXPECT_EQ(calls(count(regression(features), 7)), 7u * 2u) << features;
}

TEST(Budget, APlanSaysHowManyCallsAStepTakes) {
  ProblemOptions full_batch = image_classifier();
  full_batch.batch_size = full_batch.rows;
  for (ProblemOptions options : {image_classifier(), full_batch, regression(64), regression(9000)}) {
    for (const float clip : {0.0f, 0.5f}) {
      options.optimizer.clip = clip;
      const Problem problem(options);
      ModulePlan plan;
      ASSERT_TRUE(
          emulated_module().plan({problem.network, problem.data.view(), problem.session}, plan).is_ok());
      EXPECT_EQ(calls(count(options, 10)), 10 * plan.launches_per_step);
    }
  }
}

/// Nodes that wait for one another in the graph of one step.
std::uint64_t chain_of_a_step(const ProblemOptions& options) {
  const Problem problem(options);
  const auto session = problem.open(emulated_backend_in_process());
  emulation::reset_counters();
  session->train(0, problem.scalars(0, 1));
  return emulation::counters().longest_chain;
}

TEST(Budget, OfTenCallsOfADenseStepNineWaitForOneAnother) {
  EXPECT_EQ(chain_of_a_step(image_classifier()), 9u);
}

TEST(Budget, APlanSaysHowManyCallsWaitForOneAnother) {
  ProblemOptions deep = image_classifier();
  deep.hidden = {20, 12, 9};
  ProblemOptions full_batch = image_classifier();
  full_batch.batch_size = full_batch.rows;
  ProblemOptions clipped = deep;
  clipped.optimizer.clip = 0.5f;
  for (const ProblemOptions& options : {deep, full_batch, clipped, regression(64), regression(9000)}) {
    const Problem problem(options);
    ModulePlan plan;
    ASSERT_TRUE(
        emulated_module().plan({problem.network, problem.data.view(), problem.session}, plan).is_ok());
    EXPECT_EQ(chain_of_a_step(options), plan.longest_chain) << options.name;
  }
}

TEST(Budget, ACallCopiesOnceEachWayAndWaitsOnce) {
  for (const ProblemOptions& options : {image_classifier(), regression(64)}) {
    const emulation::Counters counters = count(options, 20);
    EXPECT_EQ(counters.host_to_device.count, 1u);
    EXPECT_EQ(counters.device_to_host.count, 1u);
    EXPECT_EQ(counters.device_to_device.count, 0u);
    EXPECT_EQ(counters.fills.count, 0u);
    EXPECT_EQ(counters.allocations + counters.pinned_allocations, 0u);
    EXPECT_EQ(counters.synchronizations, 1u);
  }
}

TEST(Budget, ACallIsTimedByTwoEvents) {
  for (const ProblemOptions& options : {image_classifier(), regression(64)}) {
    const emulation::Counters counters = count(options, 20);
    EXPECT_EQ(counters.event_records, 2u);
    EXPECT_EQ(counters.events, 0u) << "created with the session";
  }
}

TEST(Budget, EachPartOfALongCallCostsWhatACallDoes) {
  ProblemOptions options = regression(1);
  options.rows = options.batch_size = 16;
  const emulation::Counters counters = count(options, 4097);  // what a table holds, and one step more
  EXPECT_EQ(counters.synchronizations, 2u);
  EXPECT_EQ(counters.event_records, 4u);
}

TEST(Budget, AnEpochIsFewGraphLaunches) {
  // 20 steps from the start of an epoch: nine full batches, the smaller one, and the same again.
  const emulation::Counters counters = count(image_classifier(), 20);
  EXPECT_EQ(counters.captures, 0u);
  EXPECT_EQ(counters.replays, 4u);
}

TEST(Budget, AGraphHasAtMostAThousandNodes) {
  ProblemOptions options = image_classifier();
  options.rows = 32 * 150;
  options.features = 3;
  options.hidden = {2};
  // 150 full batches of ten calls: a graph of 100 steps, and 50 launches of one.
  EXPECT_EQ(count(options, 150).replays, 1u + 50u);
}

TEST(Budget, ManyCallsCaptureOnce) {
  const Problem problem(image_classifier());
  emulation::reset_counters();
  const auto session = problem.open(emulated_backend_in_process());
  for (std::uint64_t step = 0; step < 40; step += 4)
    session->train(step, problem.scalars(step, 4));
  // One full batch and one smaller one; four steps never hold nine full batches.
  EXPECT_EQ(emulation::counters().captures, 2u);
}

}  // namespace
}  // namespace glissade
