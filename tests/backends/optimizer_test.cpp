#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "backends/problem.hpp"
#include "glissade/training.hpp"

/// The first steps of every update rule, worked out by hand on the smallest problem: one row with x = 1 and
/// y = 2, one weight w = 3 and one bias b = 1, so that both have the gradient 2(w + b − 2), 4 at the start.
namespace glissade {
namespace {

class OptimizerSteps : public testing::TestWithParam<BackendParameter> {
 protected:
  OptimizerSteps() : network_(1, {}, 1, Activation::relu, Loss::squared_error) {
    data_.features = matrix_of(1, 1, {1.0f});
    data_.targets = {2.0f};
  }

  /// {w, b} after each step.
  std::vector<std::pair<double, double>> run(const TrainingOptions& options, std::uint64_t steps) {
    SessionOptions session_options;
    session_options.optimizer = optimizer_options(options);
    const auto session = GetParam().backend->open(network_, data_.view(), session_options);
    State start;
    start.arena.assign(network_.arena_size(), 0.0);
    start.arena[network_.weight(0).offset] = 3.0;
    start.arena[network_.bias(0).offset] = 1.0;
    session->restore(start);
    std::vector<std::pair<double, double>> result;
    for (std::uint64_t step = 0; step < steps; ++step) {
      const StepScalars scalars = step_scalars(options, step, steps, 1);
      session->train(step, std::span(&scalars, 1));
      const State state = session->state();
      result.emplace_back(state.arena[network_.weight(0).offset], state.arena[network_.bias(0).offset]);
    }
    return result;
  }

  static TrainingOptions rule(const OptimizerOptions& optimizer, double learning_rate) {
    TrainingOptions options;
    set_optimizer(options, optimizer, learning_rate);
    return options;
  }

  Network network_;
  Dataset data_;
};

using Steps = std::vector<std::pair<double, double>>;

TEST_P(OptimizerSteps, PlainDescent) {
  // g = 4, then 2(2.5 + 0.5 − 2) = 2, then 2(2.25 + 0.25 − 2) = 1.
  EXPECT_EQ(run(rule(sgd(), 0.125), 3), (Steps{{2.5, 0.5}, {2.25, 0.25}, {2.125, 0.125}}));
}

TEST_P(OptimizerSteps, Momentum) {
  // μ = ½: v = 4; then g = 2, v = 2 + 2 = 4; then g = 0, v = 2.
  EXPECT_EQ(run(rule(sgd(0.5f), 0.125), 3), (Steps{{2.5, 0.5}, {2.0, 0.0}, {1.75, -0.25}}));
}

TEST_P(OptimizerSteps, Nesterov) {
  // μ = ½: v = 4, moved by (4 + 2)/8; g = 1, v = 3, by (1 + 1.5)/8; g = −0.25, v = 1.25, by (−0.25 +
  // 0.625)/8.
  EXPECT_EQ(run(rule(sgd(0.5f, true), 0.125), 3),
            (Steps{{2.25, 0.25}, {1.9375, -0.0625}, {1.890625, -0.109375}}));
}

TEST_P(OptimizerSteps, PenaltiesActOnTheWeightAlone) {
  OptimizerOptions optimizer = sgd();
  optimizer.l1 = 0.5f;
  optimizer.l2 = 0.25f;
  // g + ½·sign(3) + ¼·3 = 5.25 for the weight, 4 for the bias.
  EXPECT_EQ(run(rule(optimizer, 0.125), 1), (Steps{{3.0 - 0.65625, 0.5}}));
}

TEST_P(OptimizerSteps, ClippingScalesWholeGradient) {
  OptimizerOptions optimizer = sgd();
  optimizer.clip = 1.0f;
  // (4, 4) becomes (√½, √½).
  const auto [weight, bias] = run(rule(optimizer, 1.0), 1)[0];
  EXPECT_NEAR(weight, 3.0 - 0.70710678118654752, 4e-7);
  EXPECT_NEAR(bias, 1.0 - 0.70710678118654752, 4e-7);
}

TEST_P(OptimizerSteps, AdamStartsAtStepOne) {
  // β1 = 0.9, β2 = 0.999, ε = 1e-8, rate 0.1, in 50 decimal digits:
  //   t = 1: g = 4,                  m = 0.4,      m/(1−β1) = 4,             v/(1−β2) = 16,  moved by
  //          0.1·4/(4 + 1e-8)                                                = 0.0999999997500
  //   t = 2: g = 3.6000000010,       m = 0.72,     m/(1−β1²) = 3.7894736847, v/(1−β2²) = 14.4792396234
  //          0.1·3.7894736847/(3.8051595 + 1e-8)                             = 0.0995877720685
  //   t = 3: g = 3.2016489127,       m = 0.968165, m/(1−β1³) = 3.5725641748, v/(1−β2³) = 13.0682678343
  //                                                                          = 0.0988259560147
  // Counting t from 2 would move the first step by 0.0744 instead. The allowance is for β in fp32 and fp32
  // arithmetic: a few units in the last place of 3.
  const Steps steps = run(rule(adam(), 0.1), 3);
  const Steps expected{{2.9000000002500, 0.9000000002500},
                       {2.8004122281815, 0.8004122281815},
                       {2.7015862721668, 0.7015862721668}};
  for (std::size_t index = 0; index < expected.size(); ++index) {
    EXPECT_NEAR(steps[index].first, expected[index].first, 1e-6) << "step " << index + 1;
    EXPECT_NEAR(steps[index].second, expected[index].second, 1e-6) << "step " << index + 1;
  }
}

TEST_P(OptimizerSteps, AdamWDecaysTheWeightAndNotTheBias) {
  TrainingOptions options;
  options.optimizer = AdamW{.learning_rate = 0.1, .weight_decay = 0.5};
  const auto [weight, bias] = run(options, 1)[0];
  // w·(1 − 0.1·0.5) − 0.1, whatever the gradient's size.
  EXPECT_NEAR(weight, 3.0 * 0.95 - 0.1, 1e-6);
  EXPECT_NEAR(bias, 1.0 - 0.1, 1e-6);
}

/// A weight whose feature is 0 in every row has the penalty's gradient alone. The reference is exact.
TEST_P(OptimizerSteps, NothingStaysSubnormal) {
  if (GetParam().backend->is_oracle())
    return;
  data_.features = matrix_of(1, 1, {0.0f});
  for (OptimizerOptions optimizer : {sgd(), sgd(0.5f), sgd(0.5f, true), adam(), adamw()}) {
    optimizer.l2 = 0.5f;
    TrainingOptions options = rule(optimizer, optimizer.kind == OptimizerKind::sgd ? 1.0 : 1e-3);
    SessionOptions session_options;
    session_options.optimizer = optimizer_options(options);
    const auto session = GetParam().backend->open(network_, data_.view(), session_options);
    const std::uint64_t weight = network_.weight(0).offset;
    for (const double start : {0x1p-124, 0x1p-110}) {
      State state = session->state();
      state.arena[weight] = start;
      for (std::vector<double>* moments : {&state.first_moment, &state.second_moment}) {
        if (!moments->empty())
          (*moments)[weight] = start;
      }
      session->restore(state);
      for (std::uint64_t step = 0; step < 150; ++step) {
        const StepScalars scalars = step_scalars(options, step, 150, 1);
        session->train(step, std::span(&scalars, 1));
        state = session->state();
        for (const std::vector<double>* values : {&state.arena, &state.first_moment, &state.second_moment}) {
          const double value = values->empty() ? 0.0 : std::abs((*values)[weight]);
          ASSERT_TRUE(value == 0.0 || value >= 0x1p-126) << value << " at step " << step;
        }
      }
    }
  }
}

TEST_P(OptimizerSteps, AdamTakesGradientsWhoseSquaresUnderflowForZero) {
  OptimizerOptions optimizer = adam();
  optimizer.l2 = 1.0f;
  data_.features = matrix_of(1, 1, {0.0f});
  SessionOptions session_options;
  session_options.optimizer = optimizer;
  for (const double gradient : {0x1p-57, 0x1p-58, 0x1.fp-59, 0x1p-100}) {
    const auto session = GetParam().backend->open(network_, data_.view(), session_options);
    const std::uint64_t weight = network_.weight(0).offset;
    State state = session->state();
    state.arena[weight] = gradient;
    session->restore(state);
    const StepScalars scalars = step_scalars(rule(optimizer, 0.001), 0, 1, 1);
    session->train(0, std::span(&scalars, 1));
    const bool is_counted = GetParam().backend->is_oracle() || gradient >= 0x1p-58;
    EXPECT_EQ(session->state().first_moment[weight] != 0.0, is_counted) << gradient;
    EXPECT_EQ(session->state().second_moment[weight] != 0.0, is_counted) << gradient;
  }
}

INSTANTIATE_TEST_SUITE_P(Every, OptimizerSteps, testing::ValuesIn(all_backends()),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace glissade
