#include "verification/self_checks/self_checks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "numeric/random_fill.hpp"
#include "verification/verified_problem.hpp"

/// Each check that needs no second device fails where it must.
namespace glissade {
namespace {

using verification::check_moments;
using verification::misplaced_rows;
using verification::raise_figure;

/// Names of the checks that a device with this mistake fails.
std::vector<std::string> failed_checks(Fault fault, bool classifier) {
  std::vector<std::string> names;
  for (const VerificationCheck& check : verify_faulty(fault, classifier, adam()).checks) {
    if (!check.passed())
      names.push_back(check.name);
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(SelfChecks, FindTheMistakesThatTheyAreFor) {
  EXPECT_EQ(failed_checks(Fault::none, false), Names());
  EXPECT_EQ(failed_checks(Fault::none, true), Names());
  EXPECT_EQ(failed_checks(Fault::training_other_than_tracing, true), Names{"train.same_bits"});
  EXPECT_EQ(failed_checks(Fault::adam_counts_from_two, true), Names{"adam.recurrence"});
  EXPECT_EQ(failed_checks(Fault::epsilon_inside_the_root, true), Names{"adam.recurrence"});
  const Names gradients{"gradient.propagated", "gradient.differences"};
  EXPECT_EQ(failed_checks(Fault::bias_gradient_dropped, true), gradients);
  EXPECT_EQ(failed_checks(Fault::relu_mask_of_the_row_before, true), gradients);
  EXPECT_EQ(failed_checks(Fault::loss_summed, true), gradients);
  const Names with_solution{"gradient.propagated", "gradient.differences", "exact_solution.gradient"};
  EXPECT_EQ(failed_checks(Fault::targets_shifted_by_a_row, false), with_solution);
}

/// Right numbers pass however wide a limit is: a sound device uses more than a thousandth of each.
TEST(SelfChecks, LimitsAreNotLoose) {
  const auto figure = [](const VerificationReport& report, const char* check) {
    return check_of(report, check)->figure;
  };
  for (const bool classifier : {false, true}) {
    const VerificationReport report = verify_faulty(Fault::none, classifier, adam());
    EXPECT_GT(figure(report, "gradient.propagated"), 0.001);
    EXPECT_GT(figure(report, "gradient.differences"), 0.001);
    EXPECT_GT(figure(report, "adam.recurrence"), 0.01);
    EXPECT_GT(figure(report, "normals.mean"), 0.1) << "standard errors of a right generator";
    EXPECT_GT(figure(report, "normals.kurtosis"), 0.1);
    // Figures that are fractions of a bound.
    for (const char* const check : {"gradient.propagated", "gradient.differences", "adam.recurrence"})
      EXPECT_EQ(check_of(report, check)->limit, 1.0) << check;
  }
  const VerificationReport regression = verify_faulty(Fault::none, false, adam());
  EXPECT_GT(figure(regression, "exact_solution.gradient"), 0.001);
  EXPECT_EQ(check_of(regression, "exact_solution.gradient")->limit, 1.0);
}

/// The fractions of a right device are largest in this step or that.
TEST(SelfChecks, OperationsNameTheStepOfTheirWorstElement) {
  const VerificationReport report = verify_faulty(Fault::none, true, adam());
  std::set<std::uint64_t> steps;
  for (const VerifiedOperation& operation : report.devices.front().operations)
    steps.insert(operation.step);
  EXPECT_GT(steps.size(), 2u);
  EXPECT_LT(*steps.rbegin(), 20u);
}

TEST(SelfChecks, DifferencesAreTakenOfEveryTensor) {
  const VerificationReport report = verify_faulty(Fault::none, true, adam());
  const VerificationCheck* const check = check_of(report, "gradient.differences");
  ASSERT_NE(check, nullptr);
  // 8 of the two weights, all 5 and 3 of the biases.
  EXPECT_EQ(check->meaning, "of the bound on differences of the loss, 24 elements");
  EXPECT_GT(check->figure, 0.0);
}

/// Of 1,100 rows of 4,096 features only a part is propagated and differentiated.
TEST(SelfChecks, TakeAPartOfALargeBatch) {
  ProblemOptions options = small_problem(false);
  options.rows = 1100;
  options.batch_size = 1100;
  options.features = 4096;
  options.outputs = 1;
  options.optimizer = sgd();
  const Problem problem(options);
  const VerificationReport sound = verify_problem(FaultyBackend(Fault::none), problem, 1);
  EXPECT_TRUE(sound.passed());
  EXPECT_GT(check_of(sound, "gradient.differences")->figure, 0.0);
  const VerificationReport faulty = verify_problem(FaultyBackend(Fault::bias_gradient_dropped), problem, 1);
  EXPECT_FALSE(check_of(faulty, "gradient.differences")->passed());
}

TEST(SelfChecks, BatchesMustHoldEveryRowOnce) {
  const BatchPlan plan(1000, 64, 5);
  const Permutation order = plan.order(3);
  EXPECT_EQ(misplaced_rows(plan, 3, order), 0u);
  EXPECT_EQ(misplaced_rows(plan, 3, [](std::uint64_t position) { return position; }), 0u);
  // One row twice, and so another one not at all.
  EXPECT_EQ(
      misplaced_rows(plan, 3, [&](std::uint64_t position) { return order(position == 7 ? 8 : position); }),
      2u);
  EXPECT_EQ(misplaced_rows(plan, 0, [](std::uint64_t position) { return position / 2; }), 1000u);
  EXPECT_EQ(misplaced_rows(plan, 0, [](std::uint64_t position) { return position + 1; }), 2u);
}

std::vector<std::string> failed_moments(std::vector<float> values) {
  std::vector<std::string> names;
  for (const VerificationCheck& check : check_moments(values)) {
    if (!check.passed())
      names.push_back(check.name);
  }
  return names;
}

TEST(SelfChecks, MomentsMustBeThoseOfTheNormalDistribution) {
  constexpr std::size_t count = std::size_t{1} << 20;
  std::vector<float> normals(count), uniforms(count);
  fill_normals({.seed = 9}, 0, normals);
  fill_uniforms({.seed = 9}, 0, uniforms);
  EXPECT_EQ(failed_moments(normals), Names());
  std::vector<float> shifted = normals;
  for (float& value : shifted)
    value += 0.01f;
  EXPECT_EQ(failed_moments(shifted), Names{"normals.mean"});
  std::vector<float> wider = normals;
  for (float& value : wider)
    value *= 1.006f;
  EXPECT_EQ(failed_moments(wider), Names{"normals.variance"});
  // Uniform numbers of mean 0 and variance 1 have the kurtosis −1.2.
  for (float& value : uniforms)
    value = (value - 0.5f) * 3.4641016f;
  EXPECT_EQ(failed_moments(uniforms), Names{"normals.kurtosis"});
  // So have exponential ones 2, and 6.
  std::vector<float> skewed(count);
  for (std::size_t index = 0; index < count; ++index)
    skewed[index] = -std::log(1.0f - (uniforms[index] / 3.4641016f + 0.5f)) - 1.0f;
  const Names failed = failed_moments(skewed);
  EXPECT_NE(std::find(failed.begin(), failed.end(), "normals.skewness"), failed.end());
}

TEST(RaiseFigure, IsNeverHiddenByWhatComesAfter) {
  VerificationCheck check{.name = "check", .limit = 1.0, .meaning = {}};
  raise_figure(check, 0.5);
  raise_figure(check, 0.25);
  EXPECT_EQ(check.figure, 0.5);
  raise_figure(check, std::numeric_limits<double>::quiet_NaN());
  raise_figure(check, 0.75);
  EXPECT_FALSE(check.passed());
}

}  // namespace
}  // namespace glissade
