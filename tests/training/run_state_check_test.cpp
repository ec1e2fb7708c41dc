#include "training/run_state_check.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/errors.hpp"
#include "support/temporary_directory.hpp"
#include "training/checkpoint/checkpoint_file.hpp"

namespace glissade {
namespace {

RunState good_state() {
  RunState state;
  state.state.step = 7;
  state.state.arena = {1, 2};
  EpochReport epoch;
  epoch.epoch = 1;
  epoch.train_loss = 0.5;
  epoch.rows = 3;
  state.epochs = {epoch};
  state.best_epoch = 1;
  state.best_loss = 0.5;
  return state;
}

/// Whatever is saved can be loaded again.
TEST(RunStateCheck, HoldsForWhatIsSavedAndForWhatIsLoaded) {
  const TemporaryDirectory directory;
  const auto refuse = [&](const auto& change, const std::string& part) {
    RunState state = good_state();
    EXPECT_NO_THROW(check_run_state(state));
    change(state);
    expect_error(
        ErrorKind::usage, [&] { check_run_state(state); }, part);
    expect_error(
        ErrorKind::usage,
        [&] {
          save_checkpoint({{}, state}, directory.file("c"));
        },
        part);
  };
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  refuse([](RunState& state) { state.epochs[0].epoch = 2; }, "epoch 1 is missing");
  refuse([](RunState& state) { state.epochs[0].rows = std::uint64_t{1} << 60; }, "epoch 1 has");
  refuse([](RunState& state) { state.epochs[0].train_accuracy = 1.5; }, "accuracy of epoch 1");
  refuse([](RunState& state) { state.epochs[0].validation_accuracy = -0.5; },
         "validation accuracy of epoch 1");
  refuse([](RunState& state) { state.epochs[0].seconds = -1; }, "time of epoch 1");
  refuse([](RunState& state) { state.epochs[0].learning_rate = nan; }, "learning rate of epoch 1");
  refuse([](RunState& state) { state.best_arena = {1}; }, "1 parameters");
  refuse([](RunState& state) { state.best_epoch.reset(); }, "best epoch is missing");
  refuse([](RunState& state) { state.best_epoch = 2; }, "best of 1");
  refuse([](RunState& state) { state.seconds = nan; }, "time of the run");
  refuse([](RunState& state) { state.epoch_seconds = -1; }, "time of the epoch under way");
  refuse([](RunState& state) { state.epoch_sums.weight = nan; }, "weight of the epoch under way");
}

}  // namespace
}  // namespace glissade
