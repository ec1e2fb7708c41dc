#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "cuda/emulated_backend.hpp"
#include "cuda/worst_operation.hpp"
#include "glissade/error.hpp"

/// tf32 and bf16 as the emulated device models them: every operation within the bound of its precision, and
/// not within that of fp32.
namespace glissade {
namespace {

std::vector<ProblemOptions> problems() {
  std::vector<ProblemOptions> list;
  ProblemOptions options;
  options.rows = 200;
  options.features = 60;
  options.hidden = {20, 40};
  options.outputs = 10;
  options.batch_size = 64;
  for (const Activation activation :
       {Activation::relu, Activation::gelu, Activation::tanh, Activation::sigmoid}) {
    options.activation = activation;
    options.name = std::string(name_of(activation));
    list.push_back(options);
  }
  options.byte_features = true;
  options.batch_size = 200;
  options.name = "full batch of bytes";
  list.push_back(options);
  options.hidden = {};
  options.loss = Loss::squared_error;
  options.outputs = 1;
  options.batch_size = 64;
  options.byte_features = false;
  options.name = "linear";
  list.push_back(options);
  return list;
}

double worst_fraction(const ProblemOptions& options, Precision trained_in, Precision checked_as) {
  Problem problem(options);
  problem.session.precision = trained_in;
  return worst_operation(problem, checked_as).result.worst_fraction;
}

class DevicePrecision : public testing::TestWithParam<Precision> {};
INSTANTIATE_TEST_SUITE_P(, DevicePrecision, testing::Values(Precision::tf32, Precision::bf16),
                         [](const auto& precision) { return std::string(name_of(precision.param)); });

TEST_P(DevicePrecision, HoldsItsBound) {
  for (const ProblemOptions& options : problems())
    EXPECT_LE(worst_fraction(options, GetParam(), GetParam()), 1.0) << options.name;
}

/// Sigmoids far to the left, which are subnormal numbers behind a first layer.
Problem with_subnormal_outputs() {
  ProblemOptions options = problems()[0];
  options.hidden = {20};
  options.activation = Activation::sigmoid;
  Problem problem(options);
  const ParameterTensor& bias = problem.network.bias(0);
  for (std::uint64_t index = 0; index < bias.size(); ++index)
    problem.start.arena[bias.offset + index] = -90.0 - 0.5 * static_cast<double>(index);
  return problem;
}

Problem with_subnormal_weights() {
  ProblemOptions options = problems()[0];
  options.hidden = {};
  Problem problem(options);
  for (double& value : problem.start.arena)
    value = static_cast<float>(value * 1e-40);
  return problem;
}

/// A narrower format has few digits left for subnormal numbers.
TEST_P(DevicePrecision, HoldsItsBoundWhereFactorsAreSubnormal) {
  for (Problem (*make_problem)() : {with_subnormal_outputs, with_subnormal_weights}) {
    Problem problem = make_problem();
    problem.session.precision = GetParam();
    const WorstOperation worst = worst_operation(problem, GetParam());
    EXPECT_LE(worst.result.worst_fraction, 1.0) << worst;
  }
}

TEST_P(DevicePrecision, StartsWithParametersOfZero) {
  Problem problem(problems()[0]);
  problem.session.precision = GetParam();
  const auto session =
      emulated_backend_in_process().open(problem.network, problem.data.view(), problem.session);
  std::vector<float> outputs(problem.data.view().rows() * problem.network.outputs(), 1.0f);
  session->predict(problem.data.view(), outputs);
  EXPECT_TRUE(std::ranges::all_of(outputs, [](float output) { return output == 0.0f; }));
}

TEST_P(DevicePrecision, IsNotSilentlyFp32) {
  for (const ProblemOptions& options : problems())
    EXPECT_GT(worst_fraction(options, GetParam(), Precision::fp32), 1.0) << options.name;
}

TEST_P(DevicePrecision, RefusesAnEnvironmentThatChangesIt) {
  const Problem fp32(problems()[0]);
  setenv("NVIDIA_TF32_OVERRIDE", "1", 1);
  EXPECT_THROW(fp32.open(emulated_backend_in_process()), Error);
  setenv("NVIDIA_TF32_OVERRIDE", "0", 1);
  EXPECT_NO_THROW(fp32.open(emulated_backend_in_process()));
  unsetenv("NVIDIA_TF32_OVERRIDE");
}

}  // namespace
}  // namespace glissade
