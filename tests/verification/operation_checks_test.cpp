#include "verification/operations/operation_checks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>

#include "backends/reference/reference_backend.hpp"
#include "verification/self_checks/self_checks.hpp"
#include "verification/trace_check.hpp"
#include "verification/verified_problem.hpp"

/// Single checks on traces of the reference, whose fp64 is next to exact, with one number changed.
namespace glissade {
namespace {

using verification::CheckedStep;
using verification::OperationResult;

/// One step of a problem.
struct TracedProblem {
  explicit TracedProblem(const ProblemOptions& options) : TracedProblem(Problem(options)) {}
  explicit TracedProblem(Problem with_data) : problem(std::move(with_data)), data(problem.data.view()) {
    trace = problem.open(reference_backend())->trace(0, problem.scalars(0, 1)[0]);
  }

  CheckedStep step() const { return {problem.network, data, problem.session, trace}; }

  Problem problem;
  DatasetView data;
  Trace trace;
};

TEST(OperationChecks, OutputsAreRoundedToBf16WhereTheyAreFactors) {
  TracedProblem traced(small_problem(true));
  traced.problem.session.precision = Precision::bf16;
  for (const std::size_t layer : {0, 1}) {
    std::vector<double>& output = traced.trace.layers[layer].output;
    double& number = *std::ranges::max_element(output);
    ASSERT_GT(number, 0.0);
    number *= 1.0 + 0x1p-9;
    const OperationResult result = check_output(traced.step(), layer);
    EXPECT_EQ(result.passed(), layer == 0) << "of its bound " << result.worst_fraction;
  }
}

/// A batch of a class that has no weight: its loss is 0 and so is its gradient.
TEST(OperationChecks, RowsWithoutWeightHaveNoGradient) {
  Problem problem(small_problem(true));
  problem.session.class_weights = {0.0f, 0.0f, 1.0f};
  std::ranges::fill(problem.data.classes, 1);
  TracedProblem traced(std::move(problem));
  EXPECT_EQ(check_output_gradient(traced.step()).worst_fraction, 0.0);
  traced.trace.layers.back().gradient[1] = 1e-30;
  EXPECT_FALSE(check_output_gradient(traced.step()).passed());
}

/// A step whose loss is finite, and whose rate takes some parameters beyond fp32: those may stay as they
/// were.
TEST(OperationChecks, ParametersStayOnlyIfTheirUpdateMayOverflow) {
  ProblemOptions options = small_problem(false);
  options.optimizer = sgd();
  options.learning_rate = 2e38;
  TracedProblem traced(options);
  traced.trace.sums.first_nonfinite_step = traced.trace.step;
  EXPECT_TRUE(check_divergence(traced.step()).passed());
  const ParameterTensor& weight = traced.problem.network.weight(0);
  const auto before = std::span(traced.trace.before.arena).subspan(weight.offset, weight.size());
  const auto after = std::span(traced.trace.after.arena).subspan(weight.offset, weight.size());
  const auto smaller = [](double left, double right) { return std::fabs(left) < std::fabs(right); };
  const auto [least, most] = std::ranges::minmax_element(after, smaller);
  ASSERT_LT(std::fabs(*least), 1e38);
  ASSERT_GT(std::fabs(*most), 4e38);
  const auto passes = [&] {
    return check_update(traced.step(), {verification::OperationKind::update, 0}, weight).passed();
  };
  *most = before[static_cast<std::size_t>(most - after.begin())];
  EXPECT_TRUE(passes());
  *least = before[static_cast<std::size_t>(least - after.begin())];
  EXPECT_FALSE(passes());
}

/// An array that is cut short, one at a time, is found before anything reads it.
TEST(OperationChecks, TracesMustHaveTheShapesOfTheNetwork) {
  ProblemOptions options = small_problem(true);
  options.optimizer = adam();
  const TracedProblem traced(options);
  using Cut = std::function<void(Trace&)>;
  for (const Cut& cut : std::vector<Cut>{[](Trace& trace) { trace.features.pop_back(); },
                                         [](Trace& trace) { trace.layers.pop_back(); },
                                         [](Trace& trace) { trace.layers[0].pre_activation.pop_back(); },
                                         [](Trace& trace) { trace.layers[0].output.pop_back(); },
                                         [](Trace& trace) { trace.layers[1].gradient.pop_back(); },
                                         [](Trace& trace) { trace.sums.loss.pop_back(); },
                                         [](Trace& trace) { trace.arena_gradient.pop_back(); },
                                         [](Trace& trace) { trace.before.arena.pop_back(); },
                                         [](Trace& trace) { trace.after.arena.pop_back(); },
                                         [](Trace& trace) { trace.after.first_moment.pop_back(); },
                                         [](Trace& trace) { trace.after.second_moment.pop_back(); },
                                         [](Trace& trace) { trace.rows[3] = 40; }}) {
    Trace changed = traced.trace;
    cut(changed);
    verification::TraceChecker checker(traced.problem.network, traced.data, traced.problem.session,
                                       traced.problem.start);
    const std::vector<OperationResult> results = checker.check(changed, changed.scalars);
    ASSERT_FALSE(results.empty());
    EXPECT_EQ(results.back().name(), "trace");
    EXPECT_FALSE(results.back().passed());
  }
}

/// Holds the gradient against differences of the loss alone, as if it were known without an error.
class DifferenceCheck : public testing::Test {
 protected:
  /// With `error` added to the largest element of one tensor's gradient, which is always compared.
  double figure(const ParameterTensor& tensor, double error) const {
    Trace changed = traced_.trace;
    verification::PropagatedStep exact = propagated_step(traced_.step());
    for (verification::Enclosure& element : exact.gradient)
      element.low = element.high = element.value;
    const auto gradient = std::span(changed.arena_gradient).subspan(tensor.offset, tensor.size());
    const auto smaller = [](double left, double right) { return std::fabs(left) < std::fabs(right); };
    *std::ranges::max_element(gradient, smaller) += error;
    const CheckedStep step{traced_.problem.network, traced_.data, traced_.problem.session, changed};
    return check_gradient_by_differences(step, exact).figure;
  }

  TracedProblem traced_{small_problem(true)};
};

TEST_F(DifferenceCheck, HoldsToTheLastBitsOfFp64) {
  for (const ParameterTensor& tensor : traced_.problem.network.tensors()) {
    EXPECT_GT(figure(tensor, 0.0), 0.01);
    EXPECT_LE(figure(tensor, 0.0), 1.0);
    EXPECT_GT(figure(tensor, 1e-8), 1.0) << tensor.name;
  }
}

/// One unit's sum of the first row is turned off by the double of the first distance, not by the distance.
TEST_F(DifferenceCheck, LeavesOutADistanceThatMeetsAKinkAtItsDouble) {
  Problem problem(small_problem(true));
  const double sum = traced_.trace.layers[0].pre_activation[0];
  double& bias = problem.start.arena[problem.network.bias(0).offset];
  bias = static_cast<float>(bias - sum + 1.5 * 0x1p-9);
  ASSERT_TRUE(std::fabs(bias) > 1.0 && std::fabs(bias) < 2.0) << "then 2 is the scale of its distances";
  traced_ = TracedProblem(std::move(problem));
  EXPECT_LE(figure(traced_.problem.network.bias(0), 0.0), 1.0);
}

}  // namespace
}  // namespace glissade
