#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/problem.hpp"
#include "glissade/comparison.hpp"
#include "glissade/error.hpp"
#include "report/comparison_report.hpp"
#include "verification/faulty_backend.hpp"

namespace glissade {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ProblemOptions small_problem() {
  ProblemOptions options;
  options.rows = 40;
  options.hidden = {4};
  return options;
}

ComparisonOptions three_repeats(const Problem& problem) {
  ComparisonOptions options;
  options.training.epochs = 2;
  options.training.batch_size = problem.options.batch_size;
  options.training.threads = 1;
  options.repeats = 3;
  return options;
}

Comparison compare_on(const Problem& problem, const std::vector<Contender>& contenders,
                      const ComparisonOptions& options) {
  const std::vector<float> arena(problem.start.arena.begin(), problem.start.arena.end());
  return compare(contenders, problem.network, problem.data.view(), arena, options);
}

std::vector<Contender> cpu_and_reference() {
  return {{"cpu:1", select_device("cpu").backend, 1, std::nullopt},
          {"reference", select_device("reference").backend, 0, std::nullopt}};
}

TEST(Compare, MeasuresEachPhaseInTurnAndTheReferenceOnce) {
  const Problem problem(small_problem());
  ComparisonOptions options = three_repeats(problem);
  std::vector<std::string> notes;
  options.note = [&](const std::string& note) { notes.push_back(note); };
  const Comparison comparison = compare_on(problem, cpu_and_reference(), options);
  EXPECT_THAT(notes,
              ElementsAre("proving that cpu:1 computes the run", "repeat 1 of 3 on cpu:1",
                          "repeat 1 of 3 on reference", "repeat 2 of 3 on cpu:1", "repeat 3 of 3 on cpu:1"));
  EXPECT_TRUE(comparison.agreed());
  EXPECT_EQ(comparison.rows, 40);
  EXPECT_EQ(comparison.steps, 2 * 3);
  ASSERT_EQ(comparison.devices.size(), 2);
  const ComparedDevice& cpu = comparison.devices.front();
  EXPECT_EQ(cpu.train.count, 3);
  ASSERT_TRUE(cpu.warm_up);
  EXPECT_EQ(cpu.warm_up->count, 3);
  EXPECT_EQ(cpu.evaluate.count, 3);
  ASSERT_TRUE(cpu.copy);
  EXPECT_FALSE(cpu.generate);
  EXPECT_GE(cpu.train.median, cpu.train.minimum);
  EXPECT_LE(cpu.train.median, cpu.train.maximum);
  ASSERT_TRUE(cpu.limits);
  EXPECT_EQ(cpu.limiting_threads, 1);
  EXPECT_GT(cpu.limits->gemm_rate, 0.0);
  const ComparedDevice& reference = comparison.devices.back();
  EXPECT_EQ(reference.train.count, 1);
  // It is one thread of the same CPU.
  ASSERT_TRUE(reference.limits);
  EXPECT_EQ(reference.limiting_threads, 1);
  EXPECT_EQ(reference.limits->gemm_rate, cpu.limits->gemm_rate);
  ASSERT_EQ(comparison.speed_ups.size(), 1);
  EXPECT_EQ(comparison.against, "cpu:1");
  // From the one repeat that both have.
  EXPECT_EQ(comparison.speed_ups.front().train.count, 1);
}

TEST(Compare, HasTheLossesOfTrainingAlone) {
  const Problem problem(small_problem());
  const ComparisonOptions options = three_repeats(problem);
  const Comparison comparison = compare_on(problem, cpu_and_reference(), options);
  const std::vector<float> arena(problem.start.arena.begin(), problem.start.arena.end());
  const TrainingResult alone = train(*select_device("cpu").backend, problem.network, problem.data.view(),
                                     DatasetView(), arena, options.training);
  ASSERT_EQ(comparison.devices.front().losses.size(), 2);
  for (const std::size_t epoch : {0u, 1u})
    EXPECT_EQ(comparison.devices.front().losses[epoch], alone.epochs[epoch].train_loss);
}

TEST(Compare, AddsUpTheDevicesClockWhereThereIsOne) {
  const Problem problem(small_problem());
  std::vector<Contender> contenders = cpu_and_reference();
  constexpr double step_seconds = 0.25;
  const FaultyBackend with_clock(Fault::none, step_seconds);
  contenders.push_back({"with clock", &with_clock, 0, std::nullopt});
  const Comparison comparison = compare_on(problem, contenders, three_repeats(problem));
  ASSERT_EQ(comparison.devices.size(), 3);
  EXPECT_FALSE(comparison.devices[0].train_by_device_clock);
  EXPECT_FALSE(comparison.devices[1].train_by_device_clock);
  const std::optional<Spread>& timed = comparison.devices[2].train_by_device_clock;
  ASSERT_TRUE(timed);
  EXPECT_EQ(timed->count, 3);
  EXPECT_EQ(timed->minimum, static_cast<double>(comparison.steps - 1) * step_seconds) << "behind the first";
  EXPECT_EQ(timed->maximum, timed->minimum) << "each repeat's own";
}

TEST(Compare, HasNoWarmUpWhereOneCallIsAll) {
  const Problem problem(small_problem());
  ComparisonOptions options = three_repeats(problem);
  options.training.epochs = 1;
  options.training.batch_size = 40;
  const ComparedDevice cpu = compare_on(problem, cpu_and_reference(), options).devices.front();
  EXPECT_FALSE(cpu.warm_up);
  EXPECT_GT(cpu.train.minimum, 0.0);
  EXPECT_NEAR(cpu.samples_per_second, 40.0 / cpu.train.median, 1e-6 * cpu.samples_per_second);
}

TEST(Compare, TimesNothingWhereADeviceIsWrong) {
  const Problem problem(small_problem());
  const FaultyBackend faulty(Fault::bias_gradient_dropped);
  std::vector<Contender> contenders = cpu_and_reference();
  contenders.push_back({"faulty", &faulty, 0, std::nullopt});
  const Comparison comparison = compare_on(problem, contenders, three_repeats(problem));
  EXPECT_FALSE(comparison.agreed());
  EXPECT_TRUE(comparison.devices.empty());
  EXPECT_TRUE(comparison.speed_ups.empty());
  const std::optional<Error> error = comparison_error(comparison);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), ErrorKind::verification);
  EXPECT_THAT(error->what(), HasSubstr("bias.gradient is wrong on faulty"));
}

TEST(Compare, EndsWhereARunDiverges) {
  ProblemOptions regression = small_problem();
  regression.hidden = {};
  regression.outputs = 1;
  regression.loss = Loss::squared_error;
  const Problem problem(regression);
  ComparisonOptions options = three_repeats(problem);
  options.training.epochs = 200;
  options.training.optimizer = Sgd{.learning_rate = 1e6};
  try {
    compare_on(problem, cpu_and_reference(), options);
    FAIL() << "it did not diverge";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::diverged);
    EXPECT_THAT(error.what(), HasSubstr("training diverged on cpu:1 in epoch"));
  }
}

TEST(StartContender, HasTheTimeThatItTook) {
  const Contender contender = start_contender("cpu:1", "cpu", 1);
  EXPECT_EQ(contender.backend, select_device("cpu").backend);
  EXPECT_EQ(contender.threads, 1);
  EXPECT_TRUE(contender.start_up_seconds);
}

}  // namespace
}  // namespace glissade
