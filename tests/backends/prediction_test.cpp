#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "backends/problem.hpp"
#include "backends/reference/loss_formulas.hpp"
#include "backends/reference/operations.hpp"
#include "verification/bounds/activation_bounds.hpp"

/// predict() and evaluate() of every backend against the exact outputs and losses, within what fp32 may add
/// up to over the layers.
namespace glissade {
namespace {

using verification::Enclosure;

std::vector<Enclosure> layer_outputs(const Problem& problem, std::size_t index,
                                     const std::vector<Enclosure>& inputs) {
  const Layer& layer = problem.network.layers()[index];
  const std::vector<double>& arena = problem.start.arena;
  std::vector<Enclosure> outputs;
  for (std::uint64_t output = 0; output < layer.outputs; ++output) {
    std::vector<Enclosure> terms{Enclosure(arena[problem.network.bias(index).offset + output])};
    const std::uint64_t row = problem.network.weight(index).offset + output * layer.inputs;
    for (std::uint64_t input = 0; input < layer.inputs; ++input)
      terms.push_back(inputs[input] * Enclosure(arena[row + input]));
    outputs.push_back(verification::activation_of(layer.activation, sum_of(terms)));
  }
  return outputs;
}

/// Of each row; one vector of outputs per row.
std::vector<std::vector<Enclosure>> exact_outputs(const Problem& problem, const DatasetView& data) {
  std::vector<std::vector<Enclosure>> result;
  for (std::uint64_t row = 0; row < data.rows(); ++row) {
    std::vector<Enclosure> values;
    for (const double feature : reference::gather_features(data, std::span(&row, 1)))
      values.emplace_back(feature);
    for (std::size_t index = 0; index < problem.network.layers().size(); ++index)
      values = layer_outputs(problem, index, values);
    result.push_back(values);
  }
  return result;
}

/// Totals and how far they may be off. Where two logits are too close to call, either may be the prediction.
struct ExactSums {
  std::vector<double> loss, allowed;
  double weight = 0.0;
  std::uint64_t correct = 0;
};

void add_classification(const Problem& problem, std::int32_t label, const std::vector<Enclosure>& outputs,
                        ExactSums& sums) {
  std::vector<double> logits;
  double widest = 0.0;
  for (const Enclosure& output : outputs) {
    logits.push_back(output.value);
    widest = std::max(widest, radius(output));
  }
  const auto& weights = problem.session.class_weights;
  const double weight = weights.empty() ? 1.0 : weights[static_cast<std::size_t>(label)];
  // The gradient of cross-entropy, p − onehot, has a 1-norm of at most 2.
  const Enclosure loss =
      Enclosure(weight) * reference::row_loss<Enclosure>(Loss::cross_entropy, std::span<const double>(logits),
                                                         {{}, static_cast<std::size_t>(label)}, 0);
  sums.weight += weight;
  sums.loss[0] += loss.value;
  sums.allowed[0] += weight * 2.0 * widest + radius(loss);
  sums.correct += std::ranges::max_element(logits) - logits.begin() == label ? 1 : 0;
}

ExactSums exact_sums(const Problem& problem, const DatasetView& data) {
  const bool regression = problem.network.loss() == Loss::squared_error;
  const std::uint64_t outputs = problem.network.outputs();
  ExactSums sums;
  sums.loss.resize(regression ? outputs : 1);
  sums.allowed.resize(sums.loss.size());
  const auto rows = exact_outputs(problem, data);
  for (std::uint64_t row = 0; row < rows.size(); ++row) {
    if (!regression) {
      add_classification(problem, data.classes[row], rows[row], sums);
      continue;
    }
    sums.weight += 1.0;
    for (std::uint64_t output = 0; output < outputs; ++output) {
      const Enclosure difference = rows[row][output] - Enclosure(data.targets[row * outputs + output]);
      const Enclosure square = difference * difference;
      sums.loss[output] += square.value;
      sums.allowed[output] += radius(square);
    }
  }
  // Adding up the rows may round too.
  for (std::size_t index = 0; index < sums.loss.size(); ++index)
    sums.allowed[index] +=
        static_cast<double>(rows.size()) * 0x1p-24 * (sums.loss[index] + sums.allowed[index]);
  return sums;
}

std::vector<Problem> problems() {
  std::vector<ProblemOptions> list;
  ProblemOptions options;
  options.rows = 601;
  options.features = 43;
  options.outputs = 1;
  options.loss = Loss::squared_error;
  options.name = "one target";
  list.push_back(options);
  options.outputs = 3;
  options.byte_features = true;
  options.name = "three targets from bytes";
  list.push_back(options);
  options.loss = Loss::cross_entropy;
  options.outputs = 7;
  options.hidden = {17};
  options.name = "classes";
  list.push_back(options);
  options.class_weights = true;
  options.byte_features = false;
  options.hidden = {9, 5};
  for (const Activation activation : {Activation::gelu, Activation::tanh, Activation::sigmoid}) {
    options.activation = activation;
    options.name = "weighted classes, " + std::string(name_of(activation));
    list.push_back(options);
  }
  std::vector<Problem> result;
  for (const ProblemOptions& entry : list)
    result.emplace_back(entry);
  return result;
}

class Prediction : public testing::TestWithParam<BackendParameter> {
 protected:
  const Backend& backend() const { return *GetParam().backend; }
};

constexpr std::uint64_t row_counts[] = {0, 1, 2, 3, 7, 8, 9, 65, 600};

TEST_P(Prediction, IsWithinTheBoundsOfItsLayers) {
  for (const Problem& problem : problems()) {
    const auto session = problem.open(backend(), 2);
    for (const std::uint64_t rows : row_counts) {
      SCOPED_TRACE(problem.options.name + ", rows " + std::to_string(rows));
      const DatasetView data = problem.data.view().slice(1, rows);
      const std::uint64_t size = rows * problem.network.outputs();
      std::vector<float> outputs(size + 1, -7.0f);
      session->predict(data, outputs);
      EXPECT_EQ(outputs.back(), -7.0f) << "wrote past the last row";
      const auto exact = exact_outputs(problem, data);
      for (std::uint64_t index = 0; index < size; ++index) {
        const Enclosure& expected =
            exact[index / problem.network.outputs()][index % problem.network.outputs()];
        EXPECT_LE(verification::fraction_used(expected, outputs[index]), 1.0) << "output " << index;
        EXPECT_LT(radius(expected), 1e-3) << "a bound that wide would hide anything";
      }
    }
  }
}

TEST_P(Prediction, EvaluationIsWithinTheBoundsOfItsLayers) {
  for (const Problem& problem : problems()) {
    const auto session = problem.open(backend(), 2);
    for (const std::uint64_t rows : row_counts) {
      SCOPED_TRACE(problem.options.name + ", rows " + std::to_string(rows));
      const DatasetView data = problem.data.view().slice(1, rows);
      const Sums sums = session->evaluate(data);
      const ExactSums expected = exact_sums(problem, data);
      EXPECT_EQ(sums.rows, rows);
      EXPECT_NEAR(sums.weight, expected.weight, 1e-12 * expected.weight);
      EXPECT_EQ(sums.correct, expected.correct);
      EXPECT_FALSE(sums.first_nonfinite_step.has_value());
      ASSERT_EQ(sums.loss.size(), expected.loss.size());
      for (std::size_t index = 0; index < sums.loss.size(); ++index) {
        EXPECT_NEAR(sums.loss[index], expected.loss[index], expected.allowed[index]);
        EXPECT_LE(expected.allowed[index], 1e-3 * (expected.loss[index] + expected.weight))
            << "a bound that wide would hide anything";
      }
    }
    EXPECT_TRUE(same_bits(session->state().arena, problem.start.arena)) << "evaluation must change nothing";
  }
}

/// Networks whose products the libraries compute by different code for few rows and for many.
std::vector<Problem> wide_problems() {
  ProblemOptions options;
  options.rows = 2000;
  options.features = 43;
  options.outputs = 1;
  options.loss = Loss::squared_error;
  options.name = "one target";
  std::vector<ProblemOptions> list{options};
  options.outputs = 10;
  options.loss = Loss::cross_entropy;
  options.name = "no hidden layer";
  list.push_back(options);
  options.hidden = {100, 50};
  options.name = "two hidden layers";
  list.push_back(options);
  options.activation = Activation::gelu;
  options.byte_features = true;
  options.name = "two hidden layers, gelu, bytes";
  list.push_back(options);
  return {list.begin(), list.end()};
}

TEST_P(Prediction, DoesNotDependOnTheRowsBesideIt) {
  for (const Problem& problem : wide_problems()) {
    const auto session = problem.open(backend(), 2);
    const std::uint64_t outputs = problem.network.outputs();
    const std::uint64_t all = problem.data.view().rows();
    std::vector<float> together(all * outputs);
    session->predict(problem.data.view(), together);
    for (const std::uint64_t rows : {1, 2, 7, 37}) {
      for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{5}, std::uint64_t{255}, all - rows}) {
        SCOPED_TRACE(problem.options.name + ", rows " + std::to_string(rows) + " from " +
                     std::to_string(first));
        std::vector<float> apart(rows * outputs);
        session->predict(problem.data.view().slice(first, rows), apart);
        EXPECT_EQ(std::memcmp(apart.data(), together.data() + first * outputs, apart.size() * sizeof(float)),
                  0);
      }
    }
  }
}

TEST_P(Prediction, FirstOfEqualLogitsIsThePrediction) {
  ProblemOptions options;
  options.rows = 9;
  options.outputs = 4;
  Problem problem(options);
  std::ranges::fill(problem.start.arena, 0.0);
  problem.data.classes = {0, 0, 0, 1, 1, 2, 3, 3, 3};
  const auto session = problem.open(backend());
  const Sums sums = session->evaluate(problem.data.view());
  EXPECT_EQ(sums.correct, 3u);
  EXPECT_NEAR(sums.loss[0], 9.0 * std::log(4.0), 9.0 * 4 * 0x1p-24 * std::log(4.0));
}

INSTANTIATE_TEST_SUITE_P(Every, Prediction, testing::ValuesIn(all_backends()),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace glissade
