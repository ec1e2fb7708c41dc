#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "backends/problem.hpp"
#include "golden/golden_data.hpp"

/// Training runs of PyTorch in fp64, from the same start, by every update rule.
namespace glissade::golden {
namespace {

constexpr std::array<std::uint64_t, 4> recorded_steps{1, 2, 3, 10};

struct Case {
  std::string name;
  Loss loss;
  std::vector<std::uint64_t> hidden;
  Activation activation = Activation::relu;
  bool class_weights = false;
};

std::vector<Case> cases() {
  std::vector<Case> result{{"regression_1", Loss::squared_error, {}},
                           {"regression_3", Loss::squared_error, {}},
                           {"softmax", Loss::cross_entropy, {}}};
  for (const Activation activation :
       {Activation::relu, Activation::gelu, Activation::tanh, Activation::sigmoid}) {
    const std::string name(name_of(activation));
    result.push_back({name + "_1", Loss::cross_entropy, {5}, activation});
    result.push_back({name + "_2", Loss::cross_entropy, {4, 3}, activation, true});
  }
  return result;
}

Dataset data_of(const Case& golden) {
  const bool classifies = golden.loss == Loss::cross_entropy;
  const std::string prefix = classifies ? "classifier." : "regression.";
  Table table = read_table(prefix + "features", prefix + (classifies ? "classes" : "targets"));
  const std::size_t stored = table.targets.names.size();
  const std::size_t outputs = golden.name == "regression_1" ? 1 : stored;
  Dataset data;
  for (std::size_t index = 0; index < table.targets.values.size(); ++index) {
    const double value = table.targets.values[index];
    if (classifies) {
      data.classes.push_back(static_cast<std::int32_t>(value));
    } else if (index % stored < outputs) {
      data.targets.push_back(static_cast<float>(value));
    }
  }
  data.features = std::move(table.values);
  return data;
}

Network network_of(const Case& golden, const Dataset& data) {
  const std::uint64_t outputs =
      golden.loss == Loss::cross_entropy ? 3 : data.targets.size() / data.features.rows();
  return {data.features.columns(), golden.hidden, outputs, golden.activation, golden.loss};
}

/// The golden arrays have the tensors in the arena's order, without padding between them.
std::vector<double> arena_of(const Network& network, const std::vector<double>& values) {
  std::vector<double> arena(network.arena_size());
  auto next = values.begin();
  for (const ParameterTensor& tensor : network.tensors()) {
    std::copy_n(next, tensor.size(), arena.begin() + static_cast<std::ptrdiff_t>(tensor.offset));
    next += static_cast<std::ptrdiff_t>(tensor.size());
  }
  return arena;
}

/// The parameters and, after them, the mean loss that they have.
std::vector<double> results_of(const Network& network, Session& session, const Dataset& data) {
  const State state = session.state();
  std::vector<double> results;
  for (const ParameterTensor& tensor : network.tensors()) {
    for (std::uint64_t index = 0; index < tensor.size(); ++index)
      results.push_back(state.arena[tensor.offset + index]);
  }
  const Sums sums = session.evaluate(data.view());
  double loss = 0.0;
  for (const double output : sums.loss)
    loss += output / sums.weight / static_cast<double>(sums.loss.size());
  results.push_back(loss);
  return results;
}

struct Expected {
  explicit Expected(const std::string& name)
      : values(read_array(name + ".expected")),
        roundings(read_array(name + ".roundings")),
        shift(read_array(name + ".shift")) {}

  Array values;     ///< [rules · recorded steps × (parameters, loss)]
  Array roundings;  ///< largest effect of all roundings of a run, in units of its u, to first order
  Array shift;      ///< what Adam's bias corrections do to the exact run when they are rounded to fp32
};

/// The largest |result − expected| as a fraction of its bound.
///
/// `roundings` · u bounds the distance of a run in arithmetic of unit roundoff u from the exact run, to first
/// order (scripts/golden/roundings.py says how it is derived). The golden values are such a run with u =
/// 2^-53, and so are the two whose difference the shift is; the shift belongs in the comparison because
/// StepScalars rounds bias corrections to fp32 for all backends alike, while every other hyper-parameter is a
/// float. A hundredth stands for products of roundings: perturbations of full size for u = 2^-24, with random
/// signs, came to within 0.0003 of the bound of what they would linearly.
double largest_fraction(const Expected& expected, std::uint64_t row, const std::vector<double>& results,
                        double unit_roundoff) {
  double largest = 0.0;
  for (std::uint64_t column = 0; column < results.size(); ++column) {
    const double difference =
        results[column] - (expected.values.at(row, column) + expected.shift.at(row, column));
    const double bound = 1.01 * expected.roundings.at(row, column) * (unit_roundoff + 3.0 * 0x1p-53);
    const double fraction = std::fabs(difference) / bound;
    largest = fraction <= largest ? largest : fraction;
  }
  return largest;
}

class GoldenTrajectories : public testing::TestWithParam<std::tuple<BackendParameter, Case>> {};

TEST_P(GoldenTrajectories, AreThoseOfPyTorch) {
  const auto& [backend, golden] = GetParam();
  const Dataset data = data_of(golden);
  const Network network = network_of(golden, data);
  const Expected expected(golden.name);
  const std::vector<Rule> rules = read_rules();
  ASSERT_EQ(expected.values.rows, rules.size() * recorded_steps.size());
  ASSERT_EQ(expected.values.columns, network.parameter_count() + 1);
  State start;
  start.arena = arena_of(network, read_array(golden.name + ".start").values);
  const double unit_roundoff = backend.backend->name() == "reference" ? 0x1p-53 : 0x1p-24;

  double largest = 0.0;
  for (std::uint64_t rule = 0; rule < rules.size(); ++rule) {
    SessionOptions options;
    options.optimizer = optimizer_options(rules[rule].training);
    options.batch_size = data.features.rows();
    options.threads = 1;
    if (golden.class_weights) {
      for (const double weight : read_array("classifier.class_weights").values)
        options.class_weights.push_back(static_cast<float>(weight));
    }
    const auto session = backend.backend->open(network, data.view(), options);
    session->restore(start);
    std::uint64_t done = 0;
    for (std::uint64_t index = 0; index < recorded_steps.size(); ++index) {
      for (; done < recorded_steps[index]; ++done) {
        const StepScalars scalars = step_scalars(rules[rule].training, done, recorded_steps.back(), 1);
        session->train(done, std::span(&scalars, 1));
      }
      const double fraction = largest_fraction(expected, rule * recorded_steps.size() + index,
                                               results_of(network, *session, data), unit_roundoff);
      EXPECT_LE(fraction, 1.0) << "of the bound, by " << rules[rule].name << " after step " << done;
      largest = std::max(largest, fraction);
    }
  }
  RecordProperty("largest_fraction_of_bound", std::to_string(largest));
}

INSTANTIATE_TEST_SUITE_P(Every, GoldenTrajectories,
                         testing::Combine(testing::ValuesIn(all_backends()), testing::ValuesIn(cases())),
                         [](const auto& parameter) {
                           return std::string(std::get<0>(parameter.param).backend->name()) + "_" +
                                  std::get<1>(parameter.param).name;
                         });

}  // namespace
}  // namespace glissade::golden
