#include "training/checkpoint/checkpoint_file.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <list>

#include "model/safetensors.hpp"
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
  state.epochs_without_improvement = 2;
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
  EXPECT_EQ(read.epochs_without_improvement, 2u);
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

/// The checkpoint as somebody else would write it: with a checksum that fits.
void rewrite(const std::string& path, const std::string& key, const std::string& value,
             const std::string& tensor, double number) {
  const Safetensors file = Safetensors::read(path);
  std::map<std::string, std::string> metadata = file.metadata();
  if (!key.empty())
    metadata[key] = value;
  std::vector<SafetensorsTensor> tensors;
  std::list<std::vector<double>> wide;
  std::list<std::vector<float>> narrow;
  for (const auto& [name, entry] : file.entries()) {
    const std::span<const std::byte> bytes = file.bytes(entry);
    const auto add = [&](auto& values) {
      values.resize(entry.elements());
      if (!values.empty())
        std::memcpy(values.data(), bytes.data(), bytes.size());
      if (name == tensor)
        values.back() = static_cast<typename std::decay_t<decltype(values)>::value_type>(number);
      tensors.push_back(to_tensor(
          name, entry.shape, std::span<const typename std::decay_t<decltype(values)>::value_type>(values)));
    };
    if (entry.type == "F64")
      add(wide.emplace_back());
    else
      add(narrow.emplace_back());
  }
  write_safetensors(path, metadata, tensors);
}

TEST_F(CheckpointFile, RefusesWhatNoRunComesTo) {
  const auto refuse = [&](const std::string& key, const std::string& value, const std::string& tensor,
                          double number, const std::string& part) {
    save_checkpoint({{}, state_of_a_run()}, path());
    ASSERT_NO_THROW(load_checkpoint(path()));
    rewrite(path(), key, value, tensor, number);
    expect_error(
        ErrorKind::input, [&] { load_checkpoint(path()); }, "checkpoint.safetensors", part);
  };
  const double nan = std::nan("");
  refuse("best_epoch", "999", "", 0, "epoch 999 is said to be the best of 2");
  refuse("best_epoch", "1", "", 0, "the best loss is not that of epoch 1");
  refuse("best_epoch", "0", "", 0, "the best epoch is missing");
  refuse("epochs_without_improvement", "3", "", 0, "3 epochs without improvement");
  refuse("epoch_correct", "78", "", 0, "more correct predictions than rows");
  refuse("step", "-1", "", 0, "'step' is not a whole number");
  refuse("", "", "best_arena", nan, "element 3 of the best epoch's parameters is not finite");
  refuse("", "", "arena", nan, "parameters is not finite");
  refuse("", "", "first_moment", std::numeric_limits<double>::infinity(), "first moments is not finite");
  refuse("", "", "epoch_losses", -1, "a loss of the epoch under way");
  refuse("", "", "epochs", nan, "the pace of epoch 2");
  refuse("", "", "totals", nan, "the loss to be improved on");
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
