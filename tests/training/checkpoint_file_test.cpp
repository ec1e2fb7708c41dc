#include "training/checkpoint/checkpoint_file.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <limits>

#include "support/errors.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

RunState state_of_a_run() {
  RunState state;
  state.state = {123, {1.5, -0.0, 0.1, 1e-300}, {0.5f, 0.25f, 0.1f, 3.0f}, {}};
  state.epoch_sums = {77, 76.5, {0.1, 0.2, 1e300}, 41, {}, {}};
  state.epoch_seconds = 0.125;
  state.seconds = 3.5;
  EpochReport report;
  report.epoch = 1;
  report.train_loss = 0.7;
  report.validation_loss = 0.8;
  report.learning_rate = 0.001;
  report.seconds = 1.25;
  report.rows = 1000;
  report.samples_per_second = 800;
  state.epochs = {report, report};
  state.epochs[1].epoch = 2;
  state.epochs[1].train_accuracy = 0.25;
  state.epochs[1].validation_loss.reset();
  state.best_epoch = 2;
  state.best_loss = 0.7;
  state.epochs_without_improvement = 3;
  state.best_arena = {1.0f, -2.0f, 0.1f, 0.0f};
  return state;
}

class CheckpointFile : public testing::Test {
 protected:
  std::string path() const { return directory_.file("checkpoint.safetensors"); }
  std::string bytes() const { return directory_.read("checkpoint.safetensors"); }
  void write(const std::string& bytes) const { directory_.write("checkpoint.safetensors", bytes); }

  TemporaryDirectory directory_;
};

bool same_bits(const std::vector<double>& left, const std::vector<double>& right) {
  return std::ranges::equal(left, right, [](double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
  });
}

TEST_F(CheckpointFile, BringsEverythingBack) {
  const RunState written = state_of_a_run();
  const RunDescription description{{"--lr", "0.001"}, {"the network", "3-4 \"quoted\" ü"}};
  save_checkpoint({description, written}, path());
  const Checkpoint checkpoint = load_checkpoint(path());
  EXPECT_EQ(checkpoint.description, description);
  const RunState& read = checkpoint.state;
  EXPECT_EQ(read.state.step, 123u);
  EXPECT_TRUE(same_bits(read.state.arena, written.state.arena));
  EXPECT_TRUE(same_bits(read.state.first_moment, written.state.first_moment));
  EXPECT_TRUE(read.state.second_moment.empty());
  EXPECT_EQ(read.epoch_sums.rows, 77u);
  EXPECT_EQ(read.epoch_sums.weight, 76.5);
  EXPECT_TRUE(same_bits(read.epoch_sums.loss, written.epoch_sums.loss));
  EXPECT_EQ(read.epoch_sums.correct, 41u);
  EXPECT_EQ(read.epoch_seconds, 0.125);
  EXPECT_EQ(read.seconds, 3.5);
  ASSERT_EQ(read.epochs.size(), 2u);
  EXPECT_EQ(read.epochs[0].validation_loss, 0.8);
  EXPECT_EQ(read.epochs[0].train_accuracy, std::nullopt);
  EXPECT_EQ(read.epochs[1].epoch, 2u);
  EXPECT_EQ(read.epochs[1].train_accuracy, 0.25);
  EXPECT_EQ(read.epochs[1].validation_loss, std::nullopt);
  EXPECT_EQ(read.epochs[1].rows, 1000u);
  EXPECT_EQ(read.best_epoch, 2u);
  EXPECT_EQ(read.best_loss, 0.7);
  EXPECT_EQ(read.patience_loss, std::numeric_limits<double>::infinity());
  EXPECT_EQ(read.epochs_without_improvement, 3u);
  EXPECT_EQ(read.best_arena, written.best_arena);
}

TEST_F(CheckpointFile, TakesHalfTheSpaceWhereFp32HoldsTheNumbers) {
  RunState state;
  state.state.arena.assign(10'000, 0.5);
  save_checkpoint({{}, state}, path());
  const std::size_t in_fp32 = bytes().size();
  state.state.arena[77] = 0.1;
  save_checkpoint({{}, state}, path());
  EXPECT_EQ(bytes().size() - in_fp32, 40'000u);
}

TEST_F(CheckpointFile, RefusesEveryCutAndEveryChangedByte) {
  save_checkpoint({{{"--lr", "0.001"}}, state_of_a_run()}, path());
  const std::string whole = bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write(whole.substr(0, size));
    const auto error = error_of([&] { load_checkpoint(path()); });
    ASSERT_TRUE(error && error->kind() == ErrorKind::input) << "cut to " << size << " bytes";
  }
  for (std::size_t place = 0; place < whole.size(); ++place) {
    std::string changed = whole;
    changed[place] = static_cast<char>(changed[place] ^ 1);
    write(changed);
    const auto error = error_of([&] { load_checkpoint(path()); });
    // A space for another at the header's end changes nothing that is read.
    const bool is_refused = error && error->kind() == ErrorKind::input;
    ASSERT_TRUE(is_refused || whole[place] == ' ') << "changed at byte " << place;
  }
}

TEST_F(CheckpointFile, RefusesAnEpochOfSoManyRowsThatNoNumberHoldsThem) {
  RunState state = state_of_a_run();
  state.epochs[1].rows = std::uint64_t{1} << 60;
  save_checkpoint({{}, state}, path());
  expect_error(
      ErrorKind::input, [&] { load_checkpoint(path()); }, "epoch 2 has");
}

TEST_F(CheckpointFile, NamesWhatIsNoCheckpoint) {
  write("price,area\n1,2\n");
  expect_error(
      ErrorKind::input, [&] { load_checkpoint(path()); }, "checkpoint.safetensors");
  expect_error(
      ErrorKind::input, [&] { load_checkpoint(path() + ".none"); }, ".none");
}

}  // namespace
}  // namespace glissade
