#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "backends/backends.hpp"
#include "glissade/error.hpp"
#include "glissade/preprocessing.hpp"
#include "report/verification_report.hpp"
#include "verification/verified_problem.hpp"

namespace glissade {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string first_problem(const VerificationReport& report) {
  const std::optional<Error> error = verification_error(report);
  return error ? error->what() : "";
}

class VerifyDevice : public testing::TestWithParam<BackendParameter> {
 protected:
  const Backend& backend() const { return *GetParam().backend; }
};
INSTANTIATE_TEST_SUITE_P(Every, VerifyDevice, testing::ValuesIn(all_backends()),
                         testing::PrintToStringParamName());

TEST_P(VerifyDevice, PassesWithEveryActivationAndOptimizer) {
  for (const Activation activation :
       {Activation::relu, Activation::gelu, Activation::tanh, Activation::sigmoid}) {
    for (const OptimizerOptions& optimizer : {sgd(), sgd(0.9f, true), penalised_adam(), adamw()}) {
      ProblemOptions options = small_problem(true);
      options.hidden = {17, 5};
      options.activation = activation;
      options.optimizer = optimizer;
      options.class_weights = activation == Activation::tanh;
      options.byte_features = activation == Activation::gelu;
      EXPECT_EQ(first_problem(verify_problem(backend(), Problem(options))), "");
    }
  }
}

TEST_P(VerifyDevice, PassesOnRegressionsOfOneAndMoreOutputs) {
  for (const std::uint64_t outputs : {1u, 2u, 5u}) {
    for (const bool byte_features : {false, true}) {
      ProblemOptions options = small_problem(false);
      options.outputs = outputs;
      options.byte_features = byte_features;
      EXPECT_EQ(first_problem(verify_problem(backend(), Problem(options))), "");
      options.batch_size = options.rows;
      EXPECT_EQ(first_problem(verify_problem(backend(), Problem(options))), "");
    }
  }
}

/// Factors below 2^-126 keep fewer bits of the narrower formats than others.
TEST_P(VerifyDevice, PassesOnSubnormalFactorsInEveryPrecisionItHas) {
  const bool is_narrow = backend().name() != "cpu" && backend().name() != "reference";
  for (const Precision precision : {Precision::fp32, Precision::tf32, Precision::bf16}) {
    if (precision != Precision::fp32 && !is_narrow)
      continue;
    for (const bool classifier : {false, true}) {
      Problem problem(small_problem(classifier));
      for (std::uint64_t row = 0; row < problem.options.rows; ++row) {
        for (std::uint64_t column = 0; column < problem.options.features; ++column)
          problem.data.features.row<float>(row)[column] *= 0x1p-130f;
      }
      problem.session.precision = precision;
      EXPECT_EQ(first_problem(verify_problem(backend(), problem)), "") << name_of(precision);
    }
  }
}

TEST_P(VerifyDevice, PassesInNarrowPrecisionsWhereItHasThem) {
  if (backend().name() == "cpu" || backend().name() == "reference")
    return;
  for (const Precision precision : {Precision::tf32, Precision::bf16}) {
    for (const bool classifier : {false, true}) {
      Problem problem(small_problem(classifier));
      problem.session.precision = precision;
      EXPECT_EQ(first_problem(verify_problem(backend(), problem)), "") << name_of(precision);
    }
  }
}

/// Whose losses are beyond fp32 from the first step on.
Problem divergent_problem() {
  ProblemOptions options = small_problem(false);
  options.optimizer = sgd();
  Problem problem(options);
  for (double& value : problem.start.arena)
    value *= 0x1p120;
  return problem;
}

TEST_P(VerifyDevice, StopsWhereTheRunDiverges) {
  const VerificationReport report = verify_problem(backend(), divergent_problem(), 5);
  EXPECT_EQ(first_problem(report), "");
  // fp64 holds all of these.
  const bool diverges = backend().name() != "reference";
  EXPECT_EQ(report.steps, diverges ? 1u : 5u);
  EXPECT_EQ(report.diverged_step, diverges ? std::optional<std::uint64_t>(0) : std::nullopt);
  EXPECT_NE(report.end_to_end.has_value(), diverges);
}

TEST(Verify, FindsInfinitiesThatTheDeviceDoesNotReport) {
  const VerificationReport report = verify_problem(FaultyBackend(Fault::none), divergent_problem(), 5);
  ASSERT_TRUE(report.failure.has_value());
  EXPECT_EQ(report.failure->operation, "divergence");
}

std::uint64_t default_steps(std::uint64_t rows, std::uint64_t batch_size) {
  ProblemOptions options = small_problem(false);
  options.rows = rows;
  options.batch_size = batch_size;
  return verify_problem(FaultyBackend(Fault::none), Problem(options)).steps;
}

TEST(Verify, TakesTwoEpochsOrTwentySteps) {
  EXPECT_EQ(default_steps(40, 40), 2u);
  EXPECT_EQ(default_steps(40, 16), 6u);
  EXPECT_EQ(default_steps(40, 4), 20u);
  EXPECT_EQ(default_steps(400, 4), 20u);
}

TEST(Verify, ComparesBothEndsWithTheSameRun) {
  const Problem problem(small_problem(true));
  const VerificationReport same = verify_problem(FaultyBackend(Fault::none), problem);
  ASSERT_TRUE(same.end_to_end.has_value());
  EXPECT_GT(same.end_to_end->largest_movement, 1e-3);
  EXPECT_LT(same.end_to_end->largest_difference, 1e-4 * same.end_to_end->largest_movement);
  EXPECT_LT(same.end_to_end->largest_loss_drift, 1e-5);
  const VerificationReport faulty = verify_problem(FaultyBackend(Fault::targets_shifted_by_a_row), problem);
  EXPECT_GT(faulty.end_to_end->largest_difference, 0.1 * faulty.end_to_end->largest_movement);
  EXPECT_GT(faulty.end_to_end->largest_loss_drift, 1e-3);
}

Dataset generated(std::uint64_t seed, bool deferred) {
  SourceOptions source;
  source.data = "synthetic:classes,rows=100,features=5,classes=3";
  source.seed = seed;
  source.allow_deferred = deferred;
  Table table = read_source(source);
  const Preprocessing preprocessing = fit_preprocessing(table, true, {}, 1);
  return apply_preprocessing(preprocessing, std::move(table), 1).dataset;
}

TEST(Verify, HoldsWhatTheDeviceGeneratesAgainstTheData) {
  const auto devices = device_module_backends();
  const auto usable = std::ranges::find_if(devices, [](const auto* device) { return !device->problem(); });
  if (usable == devices.end())
    GTEST_SKIP() << "no device that generates data can be used here";
  const Dataset data = generated(3, false);
  const Network network(5, {}, 3, Activation::relu, Loss::cross_entropy);
  const std::vector<float> arena(network.arena_size(), 0.0f);
  for (const std::uint64_t seed : {3u, 4u}) {
    const Dataset deferred = generated(seed, true);
    ASSERT_TRUE(deferred.deferred.has_value());
    VerificationOptions options;
    options.training.batch_size = 32;
    options.opened_with = deferred.view();
    const VerificationReport report =
        verify(**usable, *select_device("cpu").backend, network, data.view(), arena, options);
    EXPECT_EQ(report.passed(), seed == 3);
    EXPECT_EQ(report.failure ? report.failure->operation : "", seed == 3 ? "" : "batch.features");
  }
}

TEST(Verify, ReportsProgressOfEachDevice) {
  const Problem problem(small_problem(false));
  VerificationOptions options;
  options.training.batch_size = 16;
  std::vector<std::uint64_t> done;
  options.progress = [&](std::uint64_t step, std::uint64_t steps) {
    done.push_back(step);
    EXPECT_EQ(steps, 12u);
  };
  const std::vector<float> arena(problem.network.arena_size(), 0.0f);
  const VerificationReport report = verify(FaultyBackend(Fault::none), FaultyBackend(Fault::loss_summed),
                                           problem.network, problem.data.view(), arena, options);
  EXPECT_EQ(done.size(), 12u);
  EXPECT_EQ(done.back(), 12u);
  EXPECT_EQ(report.devices.size(), 2u);
  // The second device's mistake counts as the first one's does.
  ASSERT_TRUE(report.failure.has_value());
  EXPECT_EQ(report.failure->operation, "layers.0.gradient");
}

TEST(Verify, EndsInASentenceThatNamesTheElement) {
  const VerificationReport report = verify_faulty(Fault::one_gradient_element_off, true, penalised_adam());
  const std::optional<Error> error = verification_error(report);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(static_cast<int>(error->kind()), 5);
  // Element 15 of [5 × 6].
  EXPECT_THAT(error->what(),
              AllOf(HasSubstr("layers.0.weight.gradient is wrong on faulty at step 0: [2, 3] is "),
                    HasSubstr(" where the reference has "), HasSubstr("and may differ by "),
                    HasSubstr("(1 element of 30)")));
  EXPECT_EQ(error->hint(), "The numbers fit this cause: a single element is wrong.");
  EXPECT_THAT(verification_text(report), AllOf(HasSubstr("operation on faulty"), HasSubstr("FAILED")));
}

TEST(Verify, EndsInTheFirstFailedCheckWhereNoOperationIsWrong) {
  VerificationReport report;
  EXPECT_TRUE(report.passed());
  EXPECT_FALSE(verification_error(report).has_value());
  report.checks = {{"fine", 0.5, 1.0, "of something"}, {"wrong", 2.0, 1.0, "of something else"}};
  EXPECT_FALSE(report.passed());
  EXPECT_STREQ(verification_error(report)->what(),
               "the check wrong failed: 2.00 where at most 1.00 is right (of something else)");
  report.checks.back().figure = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(report.passed());
}

}  // namespace
}  // namespace glissade
