#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <ostream>
#include <set>

#include "verification/verified_problem.hpp"

/// Bounds hold on honest runs and leave no room for a fault to hide in: over problems in which every sum has
/// at least 32 terms, each kind of operation uses between a thousandth and six tenths of its bound.
namespace glissade {
namespace {

constexpr std::uint64_t fewest_terms = 32;

ProblemOptions shape(std::uint64_t features, std::vector<std::uint64_t> hidden, std::uint64_t outputs,
                     std::uint64_t rows, std::uint64_t batch_size) {
  ProblemOptions options;
  options.features = features;
  options.hidden = std::move(hidden);
  options.outputs = outputs;
  options.rows = rows;
  options.batch_size = batch_size;
  return options;
}

/// The last batches have at least 32 rows, too.
std::vector<ProblemOptions> shapes() {
  return {shape(32, {}, 32, 96, 32),       shape(43, {}, 33, 597, 100),       shape(64, {48}, 40, 256, 128),
          shape(300, {129}, 32, 160, 64),  shape(50, {33, 65}, 47, 320, 128), shape(784, {}, 32, 160, 128),
          shape(40, {}, 32, 4'099, 5'000), shape(33, {40}, 32, 1'200, 1'200)};
}

std::vector<ProblemOptions> matrix() {
  std::vector<ProblemOptions> list;
  for (ProblemOptions options : shapes()) {
    options.loss = Loss::squared_error;
    list.push_back(options);
    options.outputs = 1;  // has its own path in backends that fuse it; no sum is over outputs without hidden
    if (options.hidden.empty())
      list.push_back(options);
    options.outputs = std::max(options.outputs, fewest_terms);
    options.loss = Loss::cross_entropy;
    for (const Activation activation :
         {Activation::relu, Activation::gelu, Activation::tanh, Activation::sigmoid}) {
      options.activation = activation;
      options.class_weights = activation == Activation::gelu;
      options.byte_features = activation == Activation::tanh;
      list.push_back(options);
      if (options.hidden.empty())
        break;
    }
  }
  return list;
}

/// Operations are compared by kind, whatever their layer. A gradient of outputs is element-wise or a softmax,
/// one of hidden layers a sum.
std::string kind_of(const std::string& name, std::size_t layers) {
  if (!name.starts_with("layers."))
    return name;
  const std::size_t point = name.find('.', 7);
  const std::string part = name.substr(point + 1);
  const bool is_last = std::stoul(name.substr(7, point - 7)) + 1 == layers;
  return part == "gradient" && is_last ? "outputs.gradient" : part == "gradient" ? "hidden.gradient" : part;
}

/// Kinds that are sums of at least 32 terms, and those that are the same bit for bit.
const std::set<std::string> sums{"pre_activation",  "output",        "hidden.gradient",
                                 "weight.gradient", "bias.gradient", "loss"};
const std::set<std::string> exact{"trace",          "scalars",       "state.before", "batch.rows",
                                  "batch.features", "batch.targets", "divergence",   "arena.padding",
                                  "state.step",     "loss.counts"};

using Fractions = std::map<std::string, double>;

Fractions fractions_of(const Backend& backend, const ProblemOptions& shape, Precision precision) {
  Fractions worst;
  Problem problem(shape);
  problem.session.precision = precision;
  const VerificationReport report = verify_problem(backend, problem, 4);
  EXPECT_TRUE(report.passed()) << (report.failure ? report.failure->operation : "a check");
  for (const VerifiedOperation& operation : report.devices.front().operations) {
    double& fraction = worst[kind_of(operation.name, problem.network.layers().size())];
    fraction = std::max(fraction, operation.worst_bound_fraction);
  }
  return worst;
}

/// A device's arithmetic. The reference's fp64 uses next to nothing of a bound for fp32.
struct Arithmetic {
  const Backend* backend;
  Precision precision;
};
std::ostream& operator<<(std::ostream& stream, const Arithmetic& arithmetic) {
  return stream << arithmetic.backend->name() << '_' << name_of(arithmetic.precision);
}

std::vector<Arithmetic> arithmetics() {
  std::vector<Arithmetic> list;
  for (const BackendParameter& parameter : all_backends()) {
    const std::string_view name = parameter.backend->name();
    if (name == "reference")
      continue;
    list.push_back({parameter.backend, Precision::fp32});
    if (name != "cpu") {
      list.push_back({parameter.backend, Precision::tf32});
      list.push_back({parameter.backend, Precision::bf16});
    }
  }
  return list;
}

struct Range {
  double lowest = 1.0;
  double highest = 0.0;
};

class BoundsOfLongSums : public testing::TestWithParam<Arithmetic> {
 protected:
  std::map<std::string, Range> ranges() const {
    const auto [backend, precision] = GetParam();
    std::map<std::string, Range> ranges;
    for (const ProblemOptions& options : matrix()) {
      // The others take an emulated device most of a minute.
      if (backend->name() != "cpu" && options.rows * options.features > 20'000)
        continue;
      for (const auto& [kind, fraction] : fractions_of(*backend, options, precision)) {
        ranges[kind].lowest = std::min(ranges[kind].lowest, fraction);
        ranges[kind].highest = std::max(ranges[kind].highest, fraction);
      }
    }
    for (const auto& [kind, range] : ranges)
      std::printf("  %-22s %.3g to %.3g of its bound\n", kind.c_str(), range.lowest, range.highest);
    return ranges;
  }
};
INSTANTIATE_TEST_SUITE_P(Every, BoundsOfLongSums, testing::ValuesIn(arithmetics()),
                         testing::PrintToStringParamName());

TEST_P(BoundsOfLongSums, AreHeldAndNotLoose) {
  const bool is_fp32 = GetParam().precision == Precision::fp32;
  for (const auto& [kind, range] : ranges()) {
    if (exact.contains(kind) && !(kind == "batch.features" && GetParam().precision == Precision::bf16)) {
      EXPECT_EQ(range.highest, 0.0) << kind;
      continue;
    }
    // Bounds that are 1,000 times too loose fail, in each problem. But the loss is one number a step, of
    // thousands of rows whose errors cancel as they please; and sums of few numbers in bf16 may be exact.
    const bool cancels = kind == "loss" || (kind == "bias.gradient" && !is_fp32);
    EXPECT_GE(cancels ? range.highest : range.lowest, 0.001) << kind;
    // Rounding to nearest errs in both directions, and long sums with it.
    EXPECT_LE(range.highest, is_fp32 && sums.contains(kind) ? 0.6 : 1.0) << kind;
  }
}

}  // namespace
}  // namespace glissade
