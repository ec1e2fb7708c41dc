#include <dlfcn.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "backends/device_module/device_module_backend.hpp"
#include "backends/device_module/fake_module.hpp"
#include "glissade/model.hpp"
#include "support/errors.hpp"

namespace glissade {
namespace {

Dataset classes_of(std::uint64_t rows) {
  Dataset data;
  data.features = Matrix::allocate(ElementType::float32, rows, 3);
  std::fill_n(data.features.row<float>(0), rows * 3, 1.0f);
  data.classes.assign(rows, 1);
  return data;
}

OptimizerOptions plain_sgd() {
  OptimizerOptions options;
  options.kind = OptimizerKind::sgd;
  return options;
}

std::vector<StepScalars> steps(std::size_t count) {
  return std::vector<StepScalars>(count);
}

bool all_are(const std::vector<double>& values, std::size_t count, double expected) {
  return values.size() == count && std::ranges::count(values, expected) == std::ssize(values);
}

/// 10 rows in batches of 4, 4 and 2.
class DeviceModuleSession : public testing::Test {
 protected:
  std::unique_ptr<Session> open(const OptimizerOptions& optimizer = {}) const {
    SessionOptions options;
    options.batch_size = 4;
    options.optimizer = optimizer;
    return backend_.open(network_, data_.view(), options);
  }

  const DeviceModuleBackend backend_{"fake", "fake device", FAKE_MODULE};
  const Network network_{3, std::vector<std::uint64_t>{5}, 2, Activation::gelu, Loss::cross_entropy};
  const Dataset data_ = classes_of(10);
};

TEST_F(DeviceModuleSession, IsDestroyedByItsModule) {
  void* const module = ::dlopen(FAKE_MODULE, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(module, nullptr);
  const auto live = reinterpret_cast<fake::LiveSessions>(::dlsym(module, fake::live_sessions_function));
  const int before = live();
  {
    const auto session = open();
    EXPECT_EQ(live(), before + 1);
  }
  EXPECT_EQ(live(), before);
}

TEST_F(DeviceModuleSession, OutlivesWhatItWasOpenedWith) {
  std::unique_ptr<Session> session;
  {
    const Network network = network_;
    SessionOptions options;
    options.batch_size = 4;
    session = backend_.open(network, data_.view(), options);
  }
  EXPECT_EQ(session->train(0, steps(1)).rows, 4u);
}

TEST_F(DeviceModuleSession, SumsGoOnFromThoseBefore) {
  const auto session = open();
  const Sums first = session->train(0, steps(2));
  EXPECT_EQ(first.rows, 8u);
  EXPECT_EQ(first.loss, std::vector<double>{4.0 * 1 + 4.0 * 2});
  const Sums both = session->train(2, steps(1), first);
  EXPECT_EQ(both.rows, 10u);
  EXPECT_EQ(both.weight, 10.0);
  EXPECT_EQ(both.correct, 3u);
  EXPECT_EQ(both.loss, std::vector<double>{12.0 + 2.0 * 3});
  EXPECT_FALSE(both.first_nonfinite_step.has_value());
  EXPECT_EQ(session->state().step, 3u);
}

TEST_F(DeviceModuleSession, TimesByTheDevicesClockGoOnFromThoseBefore) {
  const auto session = open();
  const Sums none = session->train(0, {});
  EXPECT_FALSE(none.device_seconds.has_value());
  const Sums first = session->train(0, steps(2), none);
  EXPECT_EQ(first.device_seconds, 2 * fake::step_seconds);
  const Sums both = session->train(2, steps(1), first);
  EXPECT_EQ(both.device_seconds, 3 * fake::step_seconds);
  EXPECT_EQ(session->train(3, {}, both).device_seconds, both.device_seconds);
  EXPECT_FALSE(session->evaluate(data_.view()).device_seconds.has_value());
}

TEST_F(DeviceModuleSession, TellsTheFirstStepThatIsNotFinite) {
  const auto session = open();
  std::vector<StepScalars> scalars = steps(5);
  scalars[3].learning_rate = std::numeric_limits<float>::infinity();
  const Sums sums = session->train(0, scalars);
  EXPECT_EQ(sums.first_nonfinite_step, 3u);
  EXPECT_EQ(sums.rows, 4u + 4u + 2u);
  EXPECT_EQ(session->state().step, 3u);
}

TEST_F(DeviceModuleSession, KeepsTheMomentsThatTheOptimizerHas) {
  OptimizerOptions momentum = plain_sgd();
  momentum.momentum = 0.9f;
  const std::size_t size = network_.arena_size();
  for (const auto& [optimizer, first, second] :
       {std::tuple(plain_sgd(), std::size_t{0}, std::size_t{0}), std::tuple(momentum, size, std::size_t{0}),
        std::tuple(OptimizerOptions{}, size, size)}) {
    const auto session = open(optimizer);
    const State state = session->state();
    EXPECT_EQ(state.arena.size(), size);
    EXPECT_EQ(state.first_moment.size(), first);
    EXPECT_EQ(state.second_moment.size(), second);
  }
}

TEST_F(DeviceModuleSession, RestoresAState) {
  const auto session = open();
  State state;
  state.step = 7;
  for (std::uint64_t index = 0; index < network_.arena_size(); ++index)
    state.arena.push_back(static_cast<double>(index));
  state.first_moment.assign(network_.arena_size(), 2.0);
  state.second_moment.assign(network_.arena_size(), 3.0);
  session->restore(state);
  const State kept = session->state();
  EXPECT_EQ(kept.step, 7u);
  EXPECT_EQ(kept.arena, state.arena);
  EXPECT_EQ(kept.first_moment, state.first_moment);
  EXPECT_EQ(kept.second_moment, state.second_moment);
  state.first_moment.clear();
  state.second_moment.clear();
  session->restore(state);
  EXPECT_TRUE(all_are(session->state().first_moment, network_.arena_size(), 0.0));
}

TEST_F(DeviceModuleSession, TracesIntoMemoryOfTheStepsSize) {
  const auto session = open();
  session->train(0, steps(2));
  const StepScalars scalars{.learning_rate = 0.5f};
  const Trace trace = session->trace(2, scalars);  // the ragged batch
  EXPECT_EQ(trace.step, 2u);
  EXPECT_EQ(trace.scalars.learning_rate, 0.5f);
  EXPECT_EQ(trace.rows, (std::vector<std::uint64_t>{0, 1}));
  EXPECT_TRUE(all_are(trace.features, 2 * 3, fake::features));
  ASSERT_EQ(trace.layers.size(), 2u);
  EXPECT_TRUE(all_are(trace.layers[0].pre_activation, 2 * 5, fake::pre_activation));
  EXPECT_TRUE(trace.layers[1].pre_activation.empty()) << "an output without gelu";
  EXPECT_TRUE(all_are(trace.layers[0].output, 2 * 5, fake::output));
  EXPECT_TRUE(all_are(trace.layers[1].output, 2 * 2, fake::output + 1));
  EXPECT_TRUE(all_are(trace.layers[1].gradient, 2 * 2, fake::gradient + 1));
  EXPECT_TRUE(all_are(trace.arena_gradient, network_.arena_size(), fake::arena_gradient));
  EXPECT_EQ(trace.sums.rows, 2u);
  EXPECT_EQ(trace.sums.loss, std::vector<double>{2.0 * 3});
  EXPECT_EQ(trace.row_sum_depth, fake::row_sum_depth);
  EXPECT_EQ(trace.bias_sum_depth, fake::bias_sum_depth);
  EXPECT_EQ(trace.dot_depth, fake::dot_depth);
  EXPECT_EQ(trace.before.step, 2u);
  EXPECT_EQ(trace.after.step, 3u);
  EXPECT_EQ(trace.after.arena.front(), trace.before.arena.front() + 1.0);
}

TEST_F(DeviceModuleSession, EvaluatesAndPredicts) {
  const auto session = open();
  EXPECT_EQ(session->evaluate(data_.view()).loss, std::vector<double>{5.0});
  std::vector<float> outputs(20);
  session->predict(data_.view(), outputs);
  EXPECT_EQ(outputs[19], 19.0f);
}

TEST_F(DeviceModuleSession, OutcomesBecomeErrors) {
  const auto session = open();
  const Dataset failing = classes_of(fake::failing_rows);
  expect_error(
      ErrorKind::failure, [&] { session->evaluate(failing.view()); }, "the kernel faulted");
  std::vector<float> outputs(2 * fake::failing_rows);
  expect_error(
      ErrorKind::failure, [&] { session->predict(failing.view(), outputs); }, "the kernel faulted");
  expect_error(
      ErrorKind::failure, [&] { session->train(fake::failing_step, steps(1)); }, std::string(512, 'x'),
      std::string(256, 'y'));
}

TEST_F(DeviceModuleSession, RefusesWhatEveryBackendRefuses) {
  const auto session = open();
  State state;
  state.arena.assign(3, 0.0);
  expect_error(
      ErrorKind::usage, [&] { session->restore(state); }, "arena");
  std::vector<float> outputs(1);
  expect_error(
      ErrorKind::usage, [&] { session->predict(data_.view(), outputs); }, "room for 1");
  const auto empty = backend_.open(network_, {}, {});
  expect_error(
      ErrorKind::usage, [&] { empty->train(0, steps(1)); }, "no rows to train on");
  expect_error(
      ErrorKind::usage, [&] { empty->trace(0, {}); }, "no rows to train on");
}

}  // namespace
}  // namespace glissade
