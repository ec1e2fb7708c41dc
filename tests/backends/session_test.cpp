#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "backends/problem.hpp"

namespace glissade {
namespace {

/// Networks and options that between them take every path of a session.
std::vector<Problem> problems() {
  std::vector<ProblemOptions> list;
  ProblemOptions options;
  options.name = "linear, many rows";
  options.rows = 3001;
  options.features = 7;
  options.outputs = 1;
  options.loss = Loss::squared_error;
  options.batch_size = 3001;
  options.optimizer = sgd(0.5f);
  list.push_back(options);
  options.name = "linear, shuffled batches of several groups";
  options.features = 60;
  options.batch_size = 2000;
  list.push_back(options);
  options.name = "linear, several targets, small batches";
  options.features = 7;
  options.rows = 130;
  options.outputs = 3;
  options.batch_size = 32;
  list.push_back(options);
  options.name = "two hidden layers";
  options.rows = 597;
  options.features = 43;
  options.hidden = {33, 17};
  options.outputs = 10;
  options.loss = Loss::cross_entropy;
  options.activation = Activation::gelu;
  options.batch_size = 100;
  options.optimizer = adamw();
  options.optimizer.clip = 0.5f;
  list.push_back(options);
  ProblemOptions large = options;
  large.name = "so many weights that threads take each other's blocks";
  large.hidden = {170, 90};
  list.push_back(large);
  large.name = "the same without clipping";
  large.optimizer.clip = 0.0f;
  list.push_back(large);
  options.name = "bytes, class weights, penalties";
  options.activation = Activation::relu;
  options.byte_features = true;
  options.class_weights = true;
  options.optimizer = adam();
  options.optimizer.l1 = 0.01f;
  options.optimizer.l2 = 0.02f;
  list.push_back(options);
  std::vector<Problem> result;
  for (const ProblemOptions& entry : list)
    result.emplace_back(entry);
  return result;
}

class SessionState : public testing::TestWithParam<BackendParameter> {
 protected:
  const Backend& backend() const { return *GetParam().backend; }

  /// Runs steps [first, first + count) in calls of `chunk` steps.
  static Sums train(Session& session, const Problem& problem, std::uint64_t first, std::uint64_t count,
                    std::uint64_t chunk) {
    Sums sums;
    for (std::uint64_t done = 0; done < count; done += chunk)
      sums = session.train(first + done, problem.scalars(first + done, std::min(chunk, count - done)));
    return sums;
  }
};

TEST_P(SessionState, HasTheSameBytesForAnyNumberOfThreads) {
  for (const Problem& problem : problems()) {
    SCOPED_TRACE(problem.options.name);
    const auto single = problem.open(backend(), 1);
    const Sums single_sums = train(*single, problem, 0, 9, 9);
    const Sums single_evaluation = single->evaluate(problem.data.view());
    for (const int threads : {2, 3, 0}) {
      const auto session = problem.open(backend(), threads);
      const Sums sums = train(*session, problem, 0, 9, 9);
      EXPECT_TRUE(same_bits(session->state(), single->state())) << threads << " threads";
      EXPECT_EQ(sums.loss, single_sums.loss);
      EXPECT_EQ(sums.correct, single_sums.correct);
      EXPECT_EQ(session->evaluate(problem.data.view()).loss, single_evaluation.loss);
    }
  }
}

TEST_P(SessionState, DoesNotDependOnHowStepsAreCutIntoCalls) {
  for (const Problem& problem : problems()) {
    SCOPED_TRACE(problem.options.name);
    const auto whole = problem.open(backend());
    train(*whole, problem, 0, 11, 11);
    for (const std::uint64_t chunk : {1, 2, 4}) {
      const auto cut = problem.open(backend());
      train(*cut, problem, 0, 11, chunk);
      EXPECT_TRUE(same_bits(cut->state(), whole->state())) << "calls of " << chunk << " steps";
    }
  }
}

TEST_P(SessionState, TrainsTheStepThatItIsAskedFor) {
  for (const Problem& problem : problems()) {
    SCOPED_TRACE(problem.options.name);
    const auto trained = problem.open(backend());
    const auto traced = problem.open(backend());
    const StepScalars scalars = problem.scalars(3, 1)[0];
    trained->train(3, std::span(&scalars, 1));
    EXPECT_EQ(trained->state().step, 4u);
    EXPECT_TRUE(same_bits(traced->trace(3, scalars).after, trained->state()));
  }
}

TEST_P(SessionState, IsTheSameAfterTracingAStepAsAfterTraining) {
  for (const Problem& problem : problems()) {
    SCOPED_TRACE(problem.options.name);
    const auto trained = problem.open(backend());
    const auto traced = problem.open(backend());
    for (std::uint64_t step = 0; step < 7; ++step) {
      const StepScalars scalars = problem.scalars(step, 1)[0];
      const Sums sums = trained->train(step, std::span(&scalars, 1));
      const Trace trace = traced->trace(step, scalars);
      EXPECT_EQ(trace.sums.loss, sums.loss);
      EXPECT_TRUE(same_bits(trace.after, trained->state())) << "step " << step;
      EXPECT_TRUE(same_bits(traced->state(), trained->state())) << "step " << step;
    }
  }
}

TEST_P(SessionState, ResumesByteForByte) {
  for (const Problem& problem : problems()) {
    SCOPED_TRACE(problem.options.name);
    const auto whole = problem.open(backend());
    train(*whole, problem, 0, 12, 12);
    const auto first = problem.open(backend());
    train(*first, problem, 0, 5, 5);
    const auto second = problem.open(backend());
    train(*second, problem, 0, 2, 2);  // leaves traces that restore() must wipe out
    second->restore(first->state());
    EXPECT_TRUE(same_bits(second->state(), first->state()));
    EXPECT_EQ(second->state().step, 5u);
    train(*second, problem, 5, 7, 7);
    EXPECT_TRUE(same_bits(second->state(), whole->state()));
  }
}

TEST_P(SessionState, StartsAtZeroAndFillsMissingMomentsWithZeros) {
  for (const Problem& problem : problems()) {
    SCOPED_TRACE(problem.options.name);
    const auto session = backend().open(problem.network, problem.data.view(), problem.session);
    const State fresh = session->state();
    EXPECT_EQ(fresh.step, 0u);
    EXPECT_EQ(fresh.arena, std::vector<double>(problem.network.arena_size(), 0.0));
    train(*session, problem, 0, 3, 3);
    session->restore(problem.start);
    const int moments = problem.session.optimizer.moment_count();
    const std::vector<double> zeros(problem.network.arena_size(), 0.0);
    EXPECT_TRUE(same_bits(session->state().arena, problem.start.arena));
    EXPECT_EQ(session->state().first_moment, moments >= 1 ? zeros : std::vector<double>());
    EXPECT_EQ(session->state().second_moment, moments >= 2 ? zeros : std::vector<double>());
  }
}

TEST_P(SessionState, AStepThatDivergesIsNotDone) {
  for (Problem& problem : problems()) {
    SCOPED_TRACE(problem.options.name);
    std::ranges::fill(problem.start.arena, 1e308);
    const auto trained = problem.open(backend());
    const auto traced = problem.open(backend());
    const StepScalars scalars = problem.scalars(2, 1)[0];
    EXPECT_EQ(trained->train(2, std::span(&scalars, 1)).first_nonfinite_step, 2u);
    EXPECT_EQ(trained->state().step, 2u);
    EXPECT_EQ(traced->trace(2, scalars).sums.first_nonfinite_step, 2u);
    EXPECT_EQ(traced->state().step, 2u);
  }
}

TEST_P(SessionState, SumsDoNotDependOnHowTheRunIsCut) {
  for (const Problem& problem : problems()) {
    SCOPED_TRACE(problem.options.name);
    const auto whole = problem.open(backend());
    const auto stepwise = problem.open(backend());
    const std::vector<StepScalars> scalars = problem.scalars(0, 40);
    const Sums sums = whole->train(0, scalars);
    Sums added;
    for (std::uint64_t step = 0; step < scalars.size(); ++step)
      added = stepwise->train(step, std::span(scalars).subspan(step, 1), added);
    EXPECT_EQ(sums.rows, added.rows);
    EXPECT_EQ(sums.weight, added.weight);
    EXPECT_EQ(sums.correct, added.correct);
    EXPECT_EQ(sums.loss, added.loss);
    EXPECT_FALSE(sums.first_nonfinite_step.has_value());
  }
}

TEST_P(SessionState, TimesStepsWhereTheDeviceHasAClock) {
  const bool has_clock = backend().name() == "cuda" || backend().name() == "emulated";
  for (const Problem& problem : problems()) {
    SCOPED_TRACE(problem.options.name);
    const auto session = problem.open(backend());
    const Sums first = session->train(0, problem.scalars(0, 2));
    const Sums both = session->train(2, problem.scalars(2, 3), first);
    ASSERT_EQ(first.device_seconds.has_value(), has_clock);
    ASSERT_EQ(both.device_seconds.has_value(), has_clock);
    if (has_clock) {
      EXPECT_GT(*first.device_seconds, 0.0);
      EXPECT_GT(*both.device_seconds, *first.device_seconds);
      EXPECT_LT(*both.device_seconds, 600.0) << "seconds, of five steps";
    }
  }
}

TEST_P(SessionState, PassesToEveryOtherBackend) {
  for (const BackendParameter& other : all_backends()) {
    for (const Problem& problem : problems()) {
      SCOPED_TRACE(problem.options.name + ", continued by " + std::string(other.backend->name()));
      const auto first = problem.open(backend());
      train(*first, problem, 0, 5, 5);
      const State handed_over = first->state();
      const auto second = problem.open(*other.backend);
      second->restore(handed_over);
      EXPECT_EQ(second->state().step, 5u);
      // fp64 may have to be rounded once.
      for (std::size_t index = 0; index < handed_over.arena.size(); ++index) {
        ASSERT_NEAR(second->state().arena[index], handed_over.arena[index],
                    0x1p-24 * std::fabs(handed_over.arena[index]));
      }
      const Sums continued = train(*second, problem, 5, 3, 3);
      const Sums expected = train(*first, problem, 5, 3, 3);
      EXPECT_EQ(second->state().step, 8u);
      for (std::size_t index = 0; index < expected.loss.size(); ++index)
        EXPECT_NEAR(continued.loss[index], expected.loss[index], 1e-3 * std::fabs(expected.loss[index]));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Every, SessionState, testing::ValuesIn(all_backends()),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace glissade
