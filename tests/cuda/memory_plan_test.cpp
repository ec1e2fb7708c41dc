#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cuda_runtime.h>

#include "cuda/emulated_backend.hpp"
#include "emulation/device.hpp"
#include "glissade/error.hpp"
#include "session/device_dataset.hpp"
#include "session/device_parameters.hpp"
#include "session/evaluation.hpp"

namespace glissade {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Leaves the device as it was.
class MemoryPlan : public testing::Test {
 protected:
  ~MemoryPlan() override { emulation::set_description({}); }

  static std::uint64_t planned(const Problem& problem) {
    ModulePlan plan;
    EXPECT_TRUE(
        emulated_module().plan({problem.network, problem.data.view(), problem.session}, plan).is_ok());
    std::uint64_t sum = 0;
    for (std::size_t index = 0; index < plan.item_count; ++index)
      sum += plan.items[index].bytes;
    return sum;
  }

  static std::size_t free_memory() {
    std::size_t free = 0, all = 0;
    EXPECT_EQ(cudaMemGetInfo(&free, &all), cudaSuccess);
    return free;
  }

  static void state_memory(std::uint64_t bytes) {
    emulation::DeviceDescription description;
    description.memory_bytes = bytes;
    emulation::set_description(description);
  }
};

ProblemOptions dense() {
  ProblemOptions options;
  options.rows = 3000;
  options.features = 50;
  options.hidden = {64};
  options.outputs = 10;
  options.batch_size = 3000;
  options.activation = Activation::gelu;
  return options;
}

/// Problems that between them allocate everything that there is.
std::vector<ProblemOptions> variants() {
  std::vector<ProblemOptions> list{dense(), dense(), dense(), dense()};
  list[1].batch_size = 100;
  list[1].byte_features = true;
  list[1].hidden = {8, 64};
  list[2].class_weights = true;
  // The list of its rows takes more than the plan may be off by.
  list[2].batch_size = 2000;
  list[2].optimizer.clip = 1.0f;
  list[3].loss = Loss::squared_error;
  list[3].hidden = {};
  list[3].name = "linear";
  list[3].outputs = 1;
  return list;
}

TEST_F(MemoryPlan, IsEnough) {
  for (const ProblemOptions& options : variants()) {
    const Problem problem(options);
    state_memory(planned(problem));
    const auto session = problem.open(emulated_backend_in_process());
    session->train(0, problem.scalars(0, 2));
    session->evaluate(problem.data.view());
    std::vector<float> outputs(problem.data.view().rows() * problem.network.outputs());
    session->predict(problem.data.view(), outputs);
  }
}

TEST_F(MemoryPlan, IsHardlyMoreThanASessionAllocates) {
  for (const Precision precision : {Precision::fp32, Precision::bf16}) {
    for (const ProblemOptions& options : variants()) {
      Problem problem(options);
      problem.session.precision = precision;
      const std::size_t before = free_memory();
      const auto session = problem.open(emulated_backend_in_process());
      const std::size_t used = before - free_memory();
      // What an evaluation allocates while it runs: rows as they are stored, converted ones, and their
      // targets.
      const std::uint64_t element = options.byte_features ? 1 : 4,
                          factor = precision == Precision::bf16 ? 2 : 4;
      const std::uint64_t later =
          cuda::evaluation_rows(problem.network) * (options.features * (element + factor) + sizeof(float));
      EXPECT_GE(planned(problem), used + later) << options.name;
      EXPECT_LE(planned(problem), used + later + 8192) << options.name;
    }
  }
}

TEST_F(MemoryPlan, CallsTheLinearKernelForShapesThatItIsMadeFor) {
  const auto launches = [](std::uint64_t features, std::uint64_t batch_size) {
    ProblemOptions options = dense();
    options.loss = Loss::squared_error;
    options.hidden = {};
    options.outputs = 1;
    options.rows = 40;
    options.features = features;
    options.batch_size = batch_size;
    const Problem problem(options);
    ModulePlan plan;
    EXPECT_TRUE(
        emulated_module().plan({problem.network, problem.data.view(), problem.session}, plan).is_ok());
    return plan.launches_per_step;
  };
  EXPECT_EQ(launches(8192, 32), 2u);
  EXPECT_GT(launches(8193, 32), 2u);
  EXPECT_EQ(launches(1, 32), 2u);
  EXPECT_GT(launches(1, 31), 2u);
}

TEST_F(MemoryPlan, HoldsForAnEvaluationOfManyTiles) {
  const Problem trained(dense());
  ProblemOptions larger = dense();
  larger.rows = 3 * cuda::evaluation_rows(trained.network);
  const Problem evaluated(larger);
  state_memory(planned(trained));
  const auto session = trained.open(emulated_backend_in_process());
  EXPECT_EQ(session->evaluate(evaluated.data.view()).rows, larger.rows);
}

TEST_F(MemoryPlan, HasTilesForTheWidestLayer) {
  const std::uint64_t hidden[] = {20, 30000, 20};
  const Network narrow(30, hidden, 10, Activation::relu, Loss::cross_entropy);
  const Network wide(30000, {}, 10, Activation::relu, Loss::cross_entropy);
  EXPECT_EQ(cuda::evaluation_rows(narrow), cuda::evaluation_rows(wide));
  EXPECT_LT(cuda::evaluation_rows(narrow), cuda::evaluation_rows(Problem(dense()).network));
}

TEST_F(MemoryPlan, HasMomentsOnlyWhereTheOptimizerHas) {
  const Problem problem(dense());
  const std::uint64_t arena = problem.network.arena_size();
  SessionOptions options = problem.session;
  const auto bytes = [&] {
    cuda::DeviceMemory memory(cuda::DeviceMemory::Use::counts);
    cuda::DeviceParameters(memory, problem.network, options);
    return memory.bytes();
  };
  options.optimizer.kind = OptimizerKind::sgd;
  options.optimizer.momentum = 0.0f;
  EXPECT_EQ(bytes(), 2 * arena * sizeof(float));
  options.optimizer.momentum = 0.9f;
  EXPECT_EQ(bytes(), 3 * arena * sizeof(float));
  options.optimizer.kind = OptimizerKind::adam;
  EXPECT_EQ(bytes(), 4 * arena * sizeof(float));
  options.precision = Precision::bf16;
  EXPECT_EQ(bytes(), arena * (4 * sizeof(float) + 2));
}

TEST_F(MemoryPlan, OfASessionThatOnlyPredictsHasNoSteps) {
  const Problem problem(dense());
  const DatasetView none = problem.data.view().slice(0, 0);
  ModulePlan plan;
  ASSERT_TRUE(emulated_module().plan({problem.network, none, problem.session}, plan).is_ok());
  std::uint64_t bytes = 0;
  for (std::size_t index = 0; index < plan.item_count; ++index) {
    EXPECT_THAT(plan.items[index].purpose, testing::Not(HasSubstr("batch")));
    bytes += plan.items[index].bytes;
  }
  const std::size_t before = free_memory();
  const auto session = emulated_backend_in_process().open(problem.network, none, problem.session);
  EXPECT_LE(before - free_memory(), bytes);
}

TEST_F(MemoryPlan, CountsBytesWithTheirScaleAndShift) {
  ProblemOptions options = dense();
  options.byte_features = true;
  const Problem problem(options);
  cuda::DeviceMemory memory(cuda::DeviceMemory::Use::counts);
  cuda::DeviceDataset(memory, problem.data.view(), 3000, 10);
  EXPECT_EQ(memory.bytes(), 3000 * 50 + 2 * 50 * 4 + 3000 * 4);
}

TEST_F(MemoryPlan, RefusesWhatDoesNotFitAndSaysWhatWould) {
  const Problem problem(dense());
  state_memory(planned(problem) - 1);
  emulation::reset_counters();
  std::string hint;
  try {
    problem.open(emulated_backend_in_process());
    FAIL() << "it fits";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failure);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("training needs "), HasSubstr("of the device's memory"),
                                    HasSubstr("(training data"), HasSubstr(" MB, parameters"),
                                    HasSubstr("activations"), HasSubstr("are free")));
    hint = error.hint();
  }
  EXPECT_EQ(emulation::counters().allocations, 0u);
  // The batch that it names does fit, and one row more does not.
  const std::size_t number = hint.find("{batch_size} ");
  ASSERT_NE(number, std::string::npos) << hint;
  ProblemOptions smaller = dense();
  smaller.batch_size = std::stoull(hint.substr(number + 13));
  EXPECT_NO_THROW(Problem(smaller).open(emulated_backend_in_process()));
  ++smaller.batch_size;
  EXPECT_THROW(Problem(smaller).open(emulated_backend_in_process()), Error);
}

TEST_F(MemoryPlan, NamesTheLargestBatchThatFits) {
  ProblemOptions options = dense();
  const Problem problem(options);
  for (const std::uint64_t fitting : {1, 2, 3, 64, 65, 100, 1499, 1500}) {
    options.batch_size = fitting;
    const std::uint64_t bytes = planned(Problem(options));
    for (const std::uint64_t missing : {0, 1}) {
      state_memory(bytes - missing);
      try {
        problem.open(emulated_backend_in_process());
        FAIL() << "it fits";
      } catch (const Error& error) {
        const std::uint64_t batch = fitting - missing;
        EXPECT_THAT(error.hint(), batch == 0 ? HasSubstr("Not even a batch of one row")
                                             : HasSubstr("{batch_size} " + std::to_string(batch) + '.'));
      }
    }
    state_memory(std::uint64_t{1} << 30);
  }
}

TEST_F(MemoryPlan, SaysWhereNotEvenOneRowFits) {
  const Problem problem(dense());
  state_memory(1 << 20);
  try {
    problem.open(emulated_backend_in_process());
    FAIL() << "it fits";
  } catch (const Error& error) {
    EXPECT_THAT(error.hint(), HasSubstr("Not even a batch of one row"));
  }
}

TEST_F(MemoryPlan, SpeaksOfNoTrainingWhereASessionOnlyPredicts) {
  const Problem problem(dense());
  state_memory(1 << 20);
  try {
    emulated_backend_in_process().open(problem.network, problem.data.view().slice(0, 0), problem.session);
    FAIL() << "it fits";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failure);
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("the model needs"), HasSubstr("evaluation"),
                      testing::Not(HasSubstr("training data")), HasSubstr("1 MB"), HasSubstr("are free")));
    EXPECT_THAT(error.hint(), HasSubstr("device cpu"));
  }
}

TEST_F(MemoryPlan, HasTheWorkspaceThatTheArchitectureWants) {
  emulation::DeviceDescription description;
  std::uint64_t previous = 0;
  for (const int major : {8, 9, 10}) {
    description.compute_capability_major = major;
    emulation::set_description(description);
    const std::uint64_t bytes = planned(Problem(dense()));
    if (previous > 0) {
      // One for the products, and one for those of the weights' gradients beside them.
      EXPECT_EQ(bytes - previous, major == 9 ? 2 * (28u << 20) : 0u) << major;
    }
    previous = bytes;
  }
}

TEST_F(MemoryPlan, NeedsADeviceThatCanBeUsed) {
  const Problem problem(dense());
  emulation::DeviceDescription description;
  description.devices = 0;
  emulation::set_description(description);
  EXPECT_THROW(problem.open(emulated_backend_in_process()), Error);
  description.devices = 1;
  description.driver_version = 12040;
  emulation::set_description(description);
  ModuleDevice none;
  const ModuleOutcome old = emulated_module().describe(none);
  EXPECT_EQ(old.error_kind, static_cast<int>(ErrorKind::device));
  EXPECT_STREQ(old.message,
               "the NVIDIA driver is made for CUDA 12.4, and this program was built with CUDA 13.0");
  EXPECT_THAT(old.hint, HasSubstr("driver 580 or newer"));
  description.driver_version = 13000;
  description.compute_capability_major = 7;
  description.compute_capability_minor = 0;
  emulation::set_description(description);
  ModuleDevice device;
  const ModuleOutcome outcome = emulated_module().describe(device);
  EXPECT_EQ(outcome.error_kind, static_cast<int>(ErrorKind::device));
  EXPECT_THAT(outcome.message, HasSubstr("7.5 is the oldest"));
}

TEST_F(MemoryPlan, RefusesAPrecisionThatTheDeviceWouldNotEngage) {
  Problem problem(dense());
  emulation::DeviceDescription description;
  description.compute_capability_major = 7;
  description.compute_capability_minor = 5;
  emulation::set_description(description);
  EXPECT_NO_THROW(problem.open(emulated_backend_in_process()));
  for (const Precision precision : {Precision::tf32, Precision::bf16}) {
    problem.session.precision = precision;
    EXPECT_THROW(problem.open(emulated_backend_in_process()), Error);
  }
}

}  // namespace
}  // namespace glissade
