#include "verification/causes/likely_cause.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "backends/problem.hpp"
#include "backends/reference/operations.hpp"
#include "backends/reference/reference_backend.hpp"
#include "glissade/batches.hpp"
#include "verification/causes/batch_cause.hpp"
#include "verification/operation_list.hpp"
#include "verification/trace_check.hpp"

/// Mistakes that are not worth a faulty device: each is put into a trace, or made by a session with other
/// options, and must be recognised.
namespace glissade {
namespace {

using verification::CheckedStep;
using verification::likely_cause;
using verification::NeighbouringScalars;
using verification::OperationResult;

struct Mistake {
  std::string name;
  std::string operation;
  std::string cause;
  std::function<void(const Problem&, Trace&)> make;
};

ProblemOptions problem_options() {
  ProblemOptions options;
  options.rows = 40;
  options.features = 6;
  options.hidden = {6};
  options.activation = Activation::sigmoid;
  options.class_weights = true;
  options.batch_size = 16;
  options.optimizer = sgd(0.9f, true);
  options.optimizer.l2 = 0.2f;
  options.optimizer.clip = 0.01f;
  return options;
}

/// Step 4, in the middle of the second epoch of three steps each.
constexpr std::uint64_t traced_step = 4;

Trace trace_of(const Problem& problem) {
  const auto session = problem.open(reference_backend());
  const std::vector<StepScalars> scalars = problem.scalars(0, traced_step + 1);
  session->train(0, std::span(scalars).first(traced_step));
  return session->trace(traced_step, scalars.back());
}

/// The update of a session with other options from the same state and gradient.
void update_with(const Problem& problem, Trace& trace, const std::function<void(OptimizerOptions&)>& change) {
  Problem other(problem.options);
  change(other.session.optimizer);
  const auto session = other.open(reference_backend());
  session->restore(trace.before);
  trace.after = session->trace(traced_step, trace.scalars).after;
}

std::span<double> elements(std::vector<double>& arena, const ParameterTensor& tensor) {
  return std::span(arena).subspan(tensor.offset, tensor.size());
}

void scale(std::span<double> values, double factor) {
  for (double& value : values)
    value *= factor;
}

std::vector<Mistake> mistakes() {
  return {
      {"bias_not_added", "layers.1.pre_activation", "layers.1.bias is not added",
       [](const Problem& problem, Trace& trace) {
         const auto bias = elements(trace.before.arena, problem.network.bias(1));
         Trace::Layer& layer = trace.layers[1];
         for (std::size_t index = 0; index < layer.output.size(); ++index)
           layer.output[index] = layer.pre_activation[index] -= bias[index % bias.size()];
       }},
      {"bias_not_added_where_the_sums_are_not_kept", "layers.1.output", "layers.1.bias is not added",
       [](const Problem& problem, Trace& trace) {
         const auto bias = elements(trace.before.arena, problem.network.bias(1));
         Trace::Layer& layer = trace.layers[1];
         layer.pre_activation.clear();
         for (std::size_t index = 0; index < layer.output.size(); ++index)
           layer.output[index] -= bias[index % bias.size()];
       }},
      {"activation_left_out", "layers.0.output", "the activation is left out",
       [](const Problem&, Trace& trace) { trace.layers[0].output = trace.layers[0].pre_activation; }},
      {"derivative_left_out", "layers.0.gradient", "the activation's derivative is left out",
       [](const Problem&, Trace& trace) {
         Trace::Layer& layer = trace.layers[0];
         for (std::size_t index = 0; index < layer.gradient.size(); ++index)
           layer.gradient[index] /= layer.output[index] * (1.0 - layer.output[index]);
       }},
      {"class_weights_left_out", "loss", "the class weights are left out",
       [](const Problem& problem, Trace& trace) {
         Problem other(problem.options);
         other.session.class_weights.clear();
         const auto session = other.open(reference_backend());
         session->restore(trace.before);
         trace.sums = session->trace(traced_step, trace.scalars).sums;
       }},
      {"gradient_stored_transposed", "layers.0.weight.gradient", "it is stored transposed",
       [](const Problem& problem, Trace& trace) {
         const auto gradient = elements(trace.arena_gradient, problem.network.weight(0));
         for (std::size_t row = 0; row < 6; ++row) {
           for (std::size_t column = 0; column < row; ++column)
             std::swap(gradient[row * 6 + column], gradient[column * 6 + row]);
         }
       }},
      {"gradient_not_averaged", "layers.1.bias.gradient", "it is summed over the batch instead of averaged",
       [](const Problem& problem, Trace& trace) {
         scale(elements(trace.arena_gradient, problem.network.bias(1)), 16.0);
       }},
      {"gradient_of_half_the_loss", "layers.1.gradient", "a factor of 2 is missing",
       [](const Problem&, Trace& trace) { scale(trace.layers[1].gradient, 0.5); }},
      {"gradient_not_of_the_mean_over_outputs", "layers.1.gradient", "it is not divided by the outputs",
       [](const Problem&, Trace& trace) { scale(trace.layers[1].gradient, 3.0); }},
      {"gradient_divided_by_the_outputs", "layers.1.gradient", "it is divided by the outputs once too often",
       [](const Problem&, Trace& trace) { scale(trace.layers[1].gradient, 1.0 / 3.0); }},
      {"gradient_averaged_twice", "layers.1.bias.gradient",
       "it is divided by the rows of the batch once too often",
       [](const Problem& problem, Trace& trace) {
         scale(elements(trace.arena_gradient, problem.network.bias(1)), 1.0 / 16.0);
       }},
      {"gradient_of_twice_the_loss", "layers.1.gradient", "a factor of 2 too many",
       [](const Problem&, Trace& trace) { scale(trace.layers[1].gradient, 2.0); }},
      {"weight_transposed_on_the_way_back", "layers.0.gradient", "layers.1.weight is read transposed",
       [](const Problem& problem, Trace& trace) {
         const auto weight = elements(trace.before.arena, problem.network.weight(1));
         std::vector<double> transposed(weight.size());
         for (std::size_t row = 0; row < 3; ++row) {
           for (std::size_t column = 0; column < 6; ++column)
             transposed[row * 6 + column] = weight[column * 3 + row];
         }
         Trace::Layer& layer = trace.layers[0];
         layer.gradient =
             reference::input_gradient(problem.network.layers()[1], trace.layers[1].gradient, transposed);
         for (std::size_t index = 0; index < layer.gradient.size(); ++index)
           layer.gradient[index] *= layer.output[index] * (1.0 - layer.output[index]);
       }},
      {"gradient_of_the_other_sign", "layers.0.gradient", "its sign is turned round",
       [](const Problem&, Trace& trace) { scale(trace.layers[0].gradient, -1.0); }},
      {"order_of_the_first_epoch", "batch.rows", "the order is that of the epoch before",
       [](const Problem& problem, Trace& trace) {
         const BatchPlan plan(problem.options.rows, problem.options.batch_size, problem.session.seed);
         for (std::uint64_t index = 0; index < trace.rows.size(); ++index)
           trace.rows[index] = plan.order(0)(plan.first_position(traced_step) + index);
       }},
      {"features_of_the_next_row", "batch.features", "the features are those of the next row of the batch",
       [](const Problem&, Trace& trace) {
         std::rotate(trace.features.begin(), trace.features.begin() + 6, trace.features.end());
       }},
      {"not_clipped", "layers.0.weight.first_moment", "the gradient is not clipped",
       [](const Problem& problem, Trace& trace) {
         update_with(problem, trace, [](OptimizerOptions& options) { options.clip = 0.0f; });
       }},
      {"penalties_left_out", "layers.0.weight.first_moment", "penalties and decay are left out",
       [](const Problem& problem, Trace& trace) {
         update_with(problem, trace, [](OptimizerOptions& options) { options.l2 = 0.0f; });
       }},
      {"does_not_look_ahead", "layers.0.weight.update", "the momentum looks ahead, or does not",
       [](const Problem& problem, Trace& trace) {
         update_with(problem, trace, [](OptimizerOptions& options) { options.nesterov = false; });
       }},
      {"nothing_updated", "layers.0.weight.first_moment", "nothing is updated",
       [](const Problem&, Trace& trace) {
         trace.after.arena = trace.before.arena;
         trace.after.first_moment = trace.before.first_moment;
       }},
      {"one_element", "layers.1.weight.update", "a single element is wrong",
       [](const Problem& problem, Trace& trace) {
         trace.after.arena[problem.network.weight(1).offset + 2] += 1e-3;
       }},
      {"a_loss_alone", "loss", "", [](const Problem&, Trace& trace) { trace.sums.loss[0] *= 1.37; }},
      {"anything_else", "layers.1.weight.update", "",
       [](const Problem& problem, Trace& trace) {
         for (double& value : elements(trace.after.arena, problem.network.weight(1)))
           value += 1e-3;
       }},
  };
}

/// A batch may hold more rows than are left in the epoch, and a full batch may be shuffled.
TEST(LikelyCauseOfRows, LooksNoFurtherThanTheEpoch) {
  const Problem problem(problem_options());
  Trace trace = trace_of(problem);
  const DatasetView data = problem.data.view();
  SessionOptions options = problem.session;
  const CheckedStep step{problem.network, data, options, trace};
  const BatchPlan plan(problem.options.rows, problem.options.batch_size, options.seed);
  trace.step = 2;
  trace.rows.clear();
  for (std::uint64_t position = 32; position < 40; ++position)
    trace.rows.push_back(plan.order(0)(position));
  trace.rows.resize(16, 0);
  EXPECT_EQ(verification::cause_in_batch_rows(step), "");
  options.batch_size = 40;
  EXPECT_EQ(verification::cause_in_batch_rows(step), "");
  trace.rows.clear();
  for (std::uint64_t row = 40; row-- > 0;)
    trace.rows.push_back(row);
  EXPECT_EQ(verification::cause_in_batch_rows(step), "a full batch is shuffled");
}

TEST(LikelyCauseOfRows, ShiftsByARowEitherWay) {
  const std::vector<std::vector<std::uint64_t>> expected{{5, 9, 0}, {9, 0, 5}, {1, 6, 0}, {9, 4, 8}};
  const std::vector<verification::RowShift> shifts = verification::row_shifts(10);
  ASSERT_EQ(shifts.size(), expected.size());
  for (std::size_t shift = 0; shift < shifts.size(); ++shift) {
    std::vector<std::uint64_t> rows{0, 5, 9};
    shifts[shift].apply(rows);
    EXPECT_EQ(rows, expected[shift]) << shifts[shift].whose;
  }
}

class LikelyCause : public testing::TestWithParam<Mistake> {};
INSTANTIATE_TEST_SUITE_P(Every, LikelyCause, testing::ValuesIn(mistakes()),
                         [](const auto& tested) { return tested.param.name; });

struct Found {
  std::string operation;
  std::string cause;
};

/// The sentence about the first operation that fails.
Found find_fault(const Problem& problem, const Trace& trace) {
  const DatasetView data = problem.data.view();
  const CheckedStep step{problem.network, data, problem.session, trace};
  const NeighbouringScalars neighbours{problem.scalars(traced_step - 1, 1)[0],
                                       problem.scalars(traced_step + 1, 1)[0]};
  for (const auto& check : verification::operation_checks(step)) {
    const OperationResult result = check(step);
    if (!result.passed())
      return {result.name(), likely_cause(step, result, neighbours)};
  }
  return {};
}

TEST_P(LikelyCause, IsRecognised) {
  const Problem problem(problem_options());
  Trace trace = trace_of(problem);
  GetParam().make(problem, trace);
  const Found found = find_fault(problem, trace);
  EXPECT_EQ(found.operation, GetParam().operation);
  if (GetParam().cause.empty())
    EXPECT_EQ(found.cause, "");
  else
    EXPECT_THAT(found.cause, testing::HasSubstr(GetParam().cause));
}

TEST(LikelyCauseInAdam, IsTheDecayAloneWherePenaltiesAreThere) {
  ProblemOptions options = problem_options();
  options.optimizer = adamw();
  options.optimizer.l2 = 0.2f;
  const Problem problem(options);
  Trace trace = trace_of(problem);
  const auto session = problem.open(reference_backend());
  session->restore(trace.before);
  StepScalars without_decay = trace.scalars;
  without_decay.decay_factor = 1.0f;
  trace.after = session->trace(traced_step, without_decay).after;
  EXPECT_THAT(find_fault(problem, trace).cause, testing::HasSubstr("the weight decay is left out"));
}

TEST(LikelyCauseInAdam, IsEpsilonInsideTheRootBesideDecay) {
  ProblemOptions options = problem_options();
  options.optimizer = adamw();
  options.optimizer.epsilon = 1e-3f;
  const Problem problem(options);
  Trace trace = trace_of(problem);
  ASSERT_NE(trace.scalars.decay_factor, 1.0f);
  for (const ParameterTensor& tensor : problem.network.tensors()) {
    for (std::uint64_t index = tensor.offset; index < tensor.offset + tensor.size(); ++index) {
      const double mean = trace.after.first_moment[index] * trace.scalars.inverse_bias_correction1;
      const double variance = trace.after.second_moment[index] * trace.scalars.inverse_bias_correction2;
      const double kept = tensor.is_bias ? 1.0 : double{trace.scalars.decay_factor};
      trace.after.arena[index] =
          kept * trace.before.arena[index] -
          trace.scalars.learning_rate * mean / std::sqrt(variance + double{options.optimizer.epsilon});
    }
  }
  const Found found = find_fault(problem, trace);
  EXPECT_EQ(found.operation, "layers.0.weight.update");
  EXPECT_THAT(found.cause, testing::HasSubstr("ε is inside the root"));
}

/// With so small an ε it hardly matters where it stands, but what is a few bounds off is still not explained
/// by it.
TEST(LikelyCauseInAdam, IsNotEpsilonWhereThatDoesNotExplainTheNumbers) {
  ProblemOptions options = problem_options();
  options.optimizer = adam();
  options.optimizer.epsilon = 1e-12f;
  const Problem problem(options);
  Trace trace = trace_of(problem);
  for (double& value : elements(trace.after.arena, problem.network.weight(1)))
    value += 1e-6;
  const Found found = find_fault(problem, trace);
  EXPECT_EQ(found.operation, "layers.1.weight.update");
  EXPECT_EQ(found.cause, "");
}

}  // namespace
}  // namespace glissade
