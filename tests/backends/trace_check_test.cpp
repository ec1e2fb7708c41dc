#include "verification/trace_check.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>
#include <sstream>

#include "backends/problem.hpp"

/// Every operation of every step within its bound, over shapes that nobody would choose.
namespace glissade {
namespace {

using verification::OperationResult;
using verification::TraceChecker;

ProblemOptions shape(std::string name, std::uint64_t rows, std::uint64_t features,
                     std::vector<std::uint64_t> hidden, std::uint64_t outputs, std::uint64_t batch_size) {
  ProblemOptions options;
  options.name = std::move(name);
  options.rows = rows;
  options.features = features;
  options.hidden = std::move(hidden);
  options.outputs = outputs;
  options.batch_size = batch_size;
  return options;
}

/// Shapes for either loss.
std::vector<ProblemOptions> shapes() {
  return {
      shape("one row, one feature", 1, 1, {}, 2, 1),
      shape("one row, hidden", 1, 3, {4}, 2, 128),
      shape("one feature", 50, 1, {}, 3, 16),
      shape("one feature, widths of 1", 20, 1, {1, 1}, 2, 7),
      shape("batches of one", 9, 6, {5}, 4, 1),
      shape("one class short of 16", 64, 20, {}, 15, 32),
      shape("one class short of 8, hidden", 40, 9, {3}, 7, 20),
      shape("16 and 17", 33, 16, {17}, 16, 33),
      shape("odd widths", 70, 11, {33, 17, 3}, 5, 32),
      shape("597 x 43", 597, 43, {}, 10, 100),
      shape("597 x 43, hidden", 597, 43, {33, 17}, 15, 128),
      shape("batch larger than the data", 37, 8, {6}, 3, 1000),
      shape("ragged last batch of one", 33, 8, {6}, 3, 16),
      shape("wide", 90, 300, {129}, 10, 64),
      shape("whole vectors, ragged last batch", 1500, 64, {}, 2, 1101),
      shape("whole vectors, full batch", 1100, 32, {}, 2, 1100),
      shape("more than half a kilobyte a row", 90, 160, {}, 2, 40),
      shape("more than half a kilobyte a row, full batch", 75, 300, {}, 2, 75),
      shape("long full batch", 4099, 5, {}, 2, 5000),
      shape("long full batch, hidden", 2500, 5, {9}, 2, 2500),
  };
}

std::vector<ProblemOptions> with_losses(const std::vector<ProblemOptions>& list) {
  std::vector<ProblemOptions> result;
  for (ProblemOptions options : list) {
    options.loss = Loss::cross_entropy;
    result.push_back(options);
    options.loss = Loss::squared_error;
    result.push_back(options);
    // The single target takes its own path in a backend that fuses it.
    options.outputs = 1;
    result.push_back(options);
  }
  return result;
}

OptimizerOptions with_terms(OptimizerOptions options, float l1, float l2, float clip) {
  options.l1 = l1;
  options.l2 = l2;
  options.clip = clip;
  return options;
}

std::vector<ProblemOptions> optimizer_variants(const ProblemOptions& base) {
  std::vector<ProblemOptions> result;
  for (const OptimizerOptions& rule : {sgd(), sgd(0.9f), sgd(0.9f, true), adam(), adamw()}) {
    for (const OptimizerOptions& optimizer :
         {rule, with_terms(rule, 0.01f, 0.0f, 0.0f), with_terms(rule, 0.0f, 0.1f, 0.0f),
          with_terms(rule, 0.0f, 0.0f, 0.01f), with_terms(rule, 0.02f, 0.3f, 0.5f),
          with_terms(rule, 0.0f, 0.0f, 1000.0f)}) {
      ProblemOptions options = base;
      options.optimizer = optimizer;
      result.push_back(options);
    }
  }
  return result;
}

std::vector<ProblemOptions> problem_matrix() {
  std::vector<ProblemOptions> result = with_losses(shapes());
  for (const Activation activation : {Activation::gelu, Activation::tanh, Activation::sigmoid}) {
    for (ProblemOptions options : shapes()) {
      options.activation = activation;
      options.class_weights = true;
      options.byte_features = true;
      result.push_back(options);
    }
  }
  ProblemOptions base = shape("optimizers", 40, 9, {7}, 3, 16);
  for (ProblemOptions options : optimizer_variants(base))
    result.push_back(options);
  base = shape("optimizers, linear", 40, 9, {}, 1, 16);
  base.loss = Loss::squared_error;
  for (ProblemOptions options : optimizer_variants(base))
    result.push_back(options);
  base = shape("bytes, linear", 597, 43, {}, 1, 100);
  base.loss = Loss::squared_error;
  base.byte_features = true;
  result.push_back(base);
  return result;
}

/// "layers.1.weight.gradient" → "weight.gradient": what is compared between layers.
std::string kind_of(const std::string& name) {
  return name.starts_with("layers.") ? name.substr(name.find('.', 7) + 1) : name;
}

std::string describe(const OperationResult& result) {
  std::ostringstream text;
  text.precision(10);
  text << result.name() << " uses " << result.worst_fraction << " of its bound at element " << result.index
       << ": " << result.value << " instead of " << result.reference << ", bound " << result.bound;
  return text.str();
}

/// Largest fractions by kind of operation.
using Fractions = std::map<std::string, double>;

void check_run(const Backend& backend, const ProblemOptions& options, Fractions& worst) {
  const Problem problem(options);
  SCOPED_TRACE(options.name + ", loss " + std::string(name_of(options.loss)) + ", outputs " +
               std::to_string(options.outputs) + ", activation " + std::string(name_of(options.activation)) +
               ", optimizer " + std::string(name_of(options.optimizer.kind)));
  // One thread: that others give the same bits is tested on its own.
  const auto session = problem.open(backend);
  TraceChecker checker(problem.network, problem.data.view(), problem.session, problem.start);
  for (std::uint64_t step = 0; step < options.steps; ++step) {
    const StepScalars scalars = problem.scalars(step, 1)[0];
    const Trace trace = session->trace(step, scalars);
    EXPECT_FALSE(trace.sums.first_nonfinite_step.has_value());
    for (const OperationResult& result : checker.check(trace, scalars)) {
      EXPECT_TRUE(result.passed()) << "step " << step << ": " << describe(result);
      double& fraction = worst[kind_of(result.name())];
      fraction = std::max(fraction, result.worst_fraction);
    }
  }
}

class TraceCheck : public testing::TestWithParam<BackendParameter> {
 protected:
  const Backend& backend() const { return *GetParam().backend; }
};

TEST_P(TraceCheck, EveryOperationIsWithinItsBound) {
  Fractions worst;
  for (const ProblemOptions& options : problem_matrix())
    check_run(backend(), options, worst);
  for (const auto& [kind, fraction] : worst)
    std::printf("  %-22s %.3g of its bound\n", kind.c_str(), fraction);
}

TEST_P(TraceCheck, HoldsWhereLogitsAreExtreme) {
  Fractions worst;
  for (const double scale : {1e-6, 30.0, 1e4}) {
    ProblemOptions options = shape("extreme", 40, 9, {}, 7, 16);
    Problem problem(options);
    for (double& value : problem.start.arena)
      value = static_cast<float>(value * scale);
    const auto session = problem.open(backend());
    TraceChecker checker(problem.network, problem.data.view(), problem.session, problem.start);
    for (std::uint64_t step = 0; step < 3; ++step) {
      const StepScalars scalars = problem.scalars(step, 1)[0];
      for (const OperationResult& result : checker.check(session->trace(step, scalars), scalars))
        EXPECT_TRUE(result.passed()) << "scale " << scale << ": " << describe(result);
    }
  }
}

/// Gradients, parameters and moments on both sides of where devices flush to 0.
TEST_P(TraceCheck, HoldsWhereNumbersAreFlushedToZero) {
  for (const OptimizerOptions& rule : {sgd(), sgd(0.9f), adam(), adamw()}) {
    ProblemOptions options = shape("tiny", 40, 30, {}, 2, 16);
    options.optimizer = with_terms(rule, 0.0f, 0.01f, 0.0f);
    Problem problem(options);
    problem.start.first_moment.assign(problem.network.arena_size(), 0.0);
    problem.start.second_moment.assign(problem.network.arena_size(), 0.0);
    const ParameterTensor& weight = problem.network.weight(0);
    for (std::uint64_t index = 0; index < weight.size(); ++index) {
      const auto column = static_cast<int>(index % weight.columns);
      problem.start.arena[weight.offset + index] = std::ldexp(1.0, -5 * column);
      problem.start.first_moment[weight.offset + index] = std::ldexp(1.5, -110 - column);
      problem.start.second_moment[weight.offset + index] = std::ldexp(1.5, -140 + column);
    }
    for (std::uint64_t row = 0; row < options.rows; ++row) {
      for (std::uint64_t column = 10; column < options.features; ++column)
        problem.data.features.row<float>(row)[column] = 0.0f;
    }
    problem.start.first_moment.resize(rule.moment_count() > 0 ? problem.network.arena_size() : 0);
    problem.start.second_moment.resize(rule.moment_count() > 1 ? problem.network.arena_size() : 0);
    const auto session = problem.open(backend());
    session->restore(problem.start);
    TraceChecker checker(problem.network, problem.data.view(), problem.session, problem.start);
    for (std::uint64_t step = 0; step < 8; ++step) {
      const StepScalars scalars = problem.scalars(step, 1)[0];
      for (const OperationResult& result : checker.check(session->trace(step, scalars), scalars))
        EXPECT_TRUE(result.passed()) << describe(result);
    }
  }
}

TEST_P(TraceCheck, StartsFromTheInitialArenaBitForBit) {
  const std::vector<std::uint64_t> hidden{17, 3};
  for (const Initialization initialization :
       {Initialization::he, Initialization::glorot, Initialization::zeros}) {
    Problem problem(shape("initial", 20, 9, hidden, 5, 8));
    const std::vector<float> arena = problem.network.initial_arena(initialization, 3);
    problem.start.arena.assign(arena.begin(), arena.end());
    const auto session = problem.open(backend());
    EXPECT_TRUE(same_bits(session->state().arena, problem.start.arena));
    TraceChecker checker(problem.network, problem.data.view(), problem.session, problem.start);
    const StepScalars scalars = problem.scalars(0, 1)[0];
    for (const OperationResult& result : checker.check(session->trace(0, scalars), scalars))
      EXPECT_TRUE(result.passed()) << describe(result);
  }
}

TEST_P(TraceCheck, ListsEachOperationOfTheNetworkOnce) {
  ProblemOptions options = shape("names", 20, 4, {3, 2}, 5, 8);
  const Problem problem(options);
  const auto session = problem.open(backend());
  TraceChecker checker(problem.network, problem.data.view(), problem.session, problem.start);
  const StepScalars scalars = problem.scalars(0, 1)[0];
  std::multiset<std::string> names;
  for (const OperationResult& result : checker.check(session->trace(0, scalars), scalars))
    names.insert(result.name());
  std::multiset<std::string> expected{"trace",          "scalars",     "state.before", "batch.rows",
                                      "batch.features", "loss.counts", "loss",         "state.step",
                                      "arena.padding",  "divergence"};
  for (const std::string layer : {"layers.0.", "layers.1.", "layers.2."}) {
    expected.insert({layer + "output", layer + "gradient"});
    for (const std::string tensor : {"weight.", "bias."}) {
      for (const std::string part : {"gradient", "update", "first_moment", "second_moment"})
        expected.insert(layer + tensor + part);
    }
    // Only where the backend keeps it.
    if (names.count(layer + "pre_activation") == 1)
      expected.insert(layer + "pre_activation");
  }
  EXPECT_EQ(names, expected);
}

TEST_P(TraceCheck, ComparesEveryElement) {
  const Problem problem(shape("sizes", 20, 4, {3, 2}, 5, 8));
  const auto session = problem.open(backend());
  TraceChecker checker(problem.network, problem.data.view(), problem.session, problem.start);
  const StepScalars scalars = problem.scalars(0, 1)[0];
  std::map<std::string, std::uint64_t> compared;
  for (const OperationResult& result : checker.check(session->trace(0, scalars), scalars))
    compared[result.name()] = result.compared;
  for (const ParameterTensor& tensor : problem.network.tensors()) {
    for (const std::string part : {".gradient", ".update", ".first_moment", ".second_moment"})
      EXPECT_EQ(compared[tensor.name + part], tensor.size()) << tensor.name + part;
  }
  const std::uint64_t padding = problem.network.arena_size() - problem.network.parameter_count();
  EXPECT_EQ(compared["arena.padding"], 4 * padding);
  EXPECT_EQ(compared["batch.rows"], 8u);
  EXPECT_EQ(compared["batch.features"], 32u);
  EXPECT_EQ(compared["layers.0.output"], 24u);
  EXPECT_EQ(compared["layers.1.gradient"], 16u);
  EXPECT_EQ(compared["layers.2.gradient"], 40u);
}

INSTANTIATE_TEST_SUITE_P(Every, TraceCheck, testing::ValuesIn(all_backends()),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace glissade
