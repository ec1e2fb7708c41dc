#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "backends/problem.hpp"
#include "backends/reference/reference_backend.hpp"

/// The reference's gradients against central differences of a loss that is written again here, in long
/// double, sharing nothing with it.
namespace glissade {
namespace {

using Wide = long double;

Wide activate_again(Activation activation, Wide x) {
  switch (activation) {
    case Activation::identity:
      return x;
    case Activation::relu:
      return x > 0 ? x : 0;
    case Activation::gelu:
      return x * (1 + std::erf(x / std::sqrt(Wide{2}))) / 2;
    case Activation::tanh:
      return 1 - 2 / (std::exp(2 * x) + 1);
    case Activation::sigmoid:
      return std::exp(x) / (1 + std::exp(x));
  }
  return 0;
}

std::vector<Wide> outputs_again(const Problem& problem, const std::vector<double>& arena, std::uint64_t row) {
  std::vector<Wide> values;
  for (std::uint64_t column = 0; column < problem.options.features; ++column)
    values.push_back(problem.data.features.view().at(row, column));
  for (std::size_t index = 0; index < problem.network.layers().size(); ++index) {
    const Layer& layer = problem.network.layers()[index];
    std::vector<Wide> next;
    for (std::uint64_t output = 0; output < layer.outputs; ++output) {
      Wide sum = arena[problem.network.bias(index).offset + output];
      for (std::uint64_t input = 0; input < layer.inputs; ++input)
        sum += values[input] * arena[problem.network.weight(index).offset + output * layer.inputs + input];
      next.push_back(activate_again(layer.activation, sum));
    }
    values = next;
  }
  return values;
}

/// Mean over the whole data.
Wide loss_again(const Problem& problem, const std::vector<double>& arena) {
  Wide loss = 0, weight = 0;
  for (std::uint64_t row = 0; row < problem.options.rows; ++row) {
    const std::vector<Wide> outputs = outputs_again(problem, arena, row);
    if (problem.network.loss() == Loss::squared_error) {
      for (std::size_t output = 0; output < outputs.size(); ++output) {
        const Wide target = problem.data.targets[row * outputs.size() + output];
        loss += (outputs[output] - target) * (outputs[output] - target);
        weight += 1;
      }
    } else {
      const auto label = static_cast<std::size_t>(problem.data.classes[row]);
      const Wide share = problem.session.class_weights.empty() ? 1 : problem.session.class_weights[label];
      Wide total = 0;
      for (const Wide logit : outputs)
        total += std::exp(logit);
      loss += share * -std::log(std::exp(outputs[label]) / total);
      weight += share;
    }
  }
  return loss / weight;
}

Wide penalty_again(const Problem& problem, const std::vector<double>& arena) {
  Wide penalty = 0;
  for (std::size_t index = 0; index < problem.network.layers().size(); ++index) {
    const ParameterTensor& weight = problem.network.weight(index);
    for (std::uint64_t i = weight.offset; i < weight.offset + weight.size(); ++i) {
      penalty += problem.session.optimizer.l1 * std::fabs(Wide{arena[i]}) +
                 problem.session.optimizer.l2 * Wide{arena[i]} * arena[i] / 2;
    }
  }
  return penalty;
}

/// Central difference of `function` in one coordinate; truncation is of order 1e-10.
template <class Function>
double difference(const Function& function, std::vector<double> arena, std::uint64_t index) {
  const double step = 1e-5;
  const double at = arena[index];
  arena[index] = at + step;
  const double above = arena[index];
  const Wide high = function(arena);
  arena[index] = at - step;
  const Wide low = function(arena);
  return static_cast<double>((high - low) / (Wide{above} - arena[index]));
}

template <class Function>
void expect_gradient(const Problem& problem, const std::vector<double>& gradient, const Function& function) {
  double largest = 0.0;
  for (const ParameterTensor& tensor : problem.network.tensors()) {
    for (std::uint64_t index = tensor.offset; index < tensor.offset + tensor.size(); ++index) {
      EXPECT_NEAR(gradient[index], difference(function, problem.start.arena, index), 2e-9)
          << tensor.name << " element " << index - tensor.offset;
      largest = std::max(largest, std::fabs(gradient[index]));
    }
  }
  EXPECT_GT(largest, 1e-3) << "a vanishing gradient would pass for the wrong reason";
}

Problem full_batch_problem(Loss loss, Activation activation, bool class_weights,
                           std::vector<std::uint64_t> hidden) {
  ProblemOptions options;
  options.rows = 13;
  options.features = 4;
  options.hidden = std::move(hidden);
  options.loss = loss;
  options.activation = activation;
  options.class_weights = class_weights;
  options.batch_size = options.rows;
  options.optimizer = sgd();
  options.learning_rate = 0.5;
  return Problem(options);
}

TEST(Gradient, IsThatOfTheMeanLoss) {
  const std::vector<std::vector<std::uint64_t>> depths{{}, {6}, {6, 5}};
  for (const Activation activation :
       {Activation::relu, Activation::gelu, Activation::tanh, Activation::sigmoid}) {
    for (const auto& hidden : depths) {
      for (const int kind : {0, 1, 2}) {
        const Problem problem = full_batch_problem(kind == 0 ? Loss::squared_error : Loss::cross_entropy,
                                                   activation, kind == 2, hidden);
        SCOPED_TRACE(std::string(name_of(activation)) + ", hidden layers " + std::to_string(hidden.size()) +
                     ", kind " + std::to_string(kind));
        const Trace trace = problem.open(reference_backend())->trace(0, problem.scalars(0, 1)[0]);
        expect_gradient(problem, trace.arena_gradient,
                        [&](const std::vector<double>& arena) { return loss_again(problem, arena); });
      }
    }
  }
}

TEST(Gradient, EvaluatesTheSameLoss) {
  for (const int kind : {0, 1, 2}) {
    const Problem problem = full_batch_problem(kind == 0 ? Loss::squared_error : Loss::cross_entropy,
                                               Activation::gelu, kind == 2, {6});
    const Sums sums = problem.open(reference_backend())->evaluate(problem.data.view());
    double loss = 0.0;
    for (const double part : sums.loss)
      loss += part / sums.weight / static_cast<double>(sums.loss.size());
    EXPECT_NEAR(loss, static_cast<double>(loss_again(problem, problem.start.arena)), 1e-13);
  }
}

/// What plain descent moved by, over the learning rate.
std::vector<double> direction(const Problem& problem) {
  const StepScalars scalars = problem.scalars(0, 1)[0];
  const Trace trace = problem.open(reference_backend())->trace(0, scalars);
  std::vector<double> moved;
  for (std::size_t index = 0; index < trace.before.arena.size(); ++index)
    moved.push_back((trace.before.arena[index] - trace.after.arena[index]) / double{scalars.learning_rate});
  return moved;
}

TEST(Gradient, OfThePenaltiesIsThatOfTheObjectiveWithoutBiases) {
  Problem problem = full_batch_problem(Loss::squared_error, Activation::tanh, false, {6});
  problem.session.optimizer.l1 = 0.125f;
  problem.session.optimizer.l2 = 0.25f;
  expect_gradient(problem, direction(problem), [&](const std::vector<double>& arena) {
    return loss_again(problem, arena) + penalty_again(problem, arena);
  });
}

double norm(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values)
    sum += value * value;
  return std::sqrt(sum);
}

TEST(Gradient, IsClippedToANormOverTheWholeArena) {
  Problem problem = full_batch_problem(Loss::squared_error, Activation::tanh, false, {6});
  const std::vector<double> unclipped = direction(problem);
  ASSERT_GT(norm(unclipped), 1.0);
  problem.session.optimizer.clip = 0.75f;
  const std::vector<double> clipped = direction(problem);
  EXPECT_NEAR(norm(clipped), 0.75, 1e-12);
  for (std::size_t index = 0; index < clipped.size(); ++index)
    EXPECT_NEAR(clipped[index], unclipped[index] * 0.75 / norm(unclipped), 1e-12);
  problem.session.optimizer.clip = static_cast<float>(2.0 * norm(unclipped));
  EXPECT_EQ(direction(problem), unclipped);
}

TEST(Gradient, IsClippedBeforePenaltiesAreAdded) {
  Problem problem = full_batch_problem(Loss::squared_error, Activation::tanh, false, {});
  problem.session.optimizer.clip = 0.75f;
  const std::vector<double> clipped = direction(problem);
  problem.session.optimizer.l2 = 4.0f;
  const std::vector<double> both = direction(problem);
  const ParameterTensor& weight = problem.network.weight(0);
  for (std::uint64_t index = 0; index < weight.size(); ++index)
    EXPECT_NEAR(both[index], clipped[index] + 4.0 * problem.start.arena[index], 1e-12);
}

}  // namespace
}  // namespace glissade
