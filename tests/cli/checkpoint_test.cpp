#include <filesystem>

#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class CheckpointTest : public ProgramTest {
 protected:
  using Arguments = std::vector<std::string>;

  static Arguments with(Arguments arguments, const Arguments& more) {
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  /// 5 steps an epoch.
  static Arguments training(const Arguments& more) {
    return with_fixed_steps(
        with({"train", "linear", "--data", "synthetic:linear,rows=600,features=4,noise=1"}, more));
  }
  static Arguments checkpointed(const Arguments& more) {
    return training(with({"--checkpoint", "points"}, more));
  }

  void expect_refused(const Arguments& arguments, int status, const std::string& words) const {
    const Result result = run(arguments);
    EXPECT_EQ(result.status, status) << result.error;
    EXPECT_THAT(result.error, HasSubstr(words));
  }
};

TEST_F(CheckpointTest, MoreEpochsLaterComeToTheSameBytes) {
  run_ok(training({"--epochs", "6", "--out", "whole"}));
  run_ok(checkpointed({"--epochs", "2", "--out", "part"}));
  const json resumed = run_json(checkpointed({"--epochs", "6", "--out", "resumed", "--resume"}));
  EXPECT_EQ(resumed["resumed_step"], 10);
  EXPECT_EQ(resumed["epochs"].size(), 6u);
  EXPECT_EQ(resumed["steps"], 30);
  EXPECT_EQ(read("resumed"), read("whole"));
}

TEST_F(CheckpointTest, SaysWhereItGoesOn) {
  const Result first = run(checkpointed({"--resume"}));
  EXPECT_THAT(first.error, HasSubstr("no intact checkpoint in points: the run starts afresh"));
  const Result second = run(checkpointed({"--resume"}));
  EXPECT_EQ(second.status, 0);
  EXPECT_THAT(second.error, HasSubstr("resuming after step 50 from points/step-00000000000000000050"));
  EXPECT_TRUE(run_json(training({}))["resumed_step"].is_null());
}

TEST_F(CheckpointTest, RunsOnMomentsGoOnToTheSameBytes) {
  const auto moments = [](const Arguments& more) {
    return with({"train", "linear", "--data", "synthetic:linear,rows=600,features=4,noise=1", "--solver",
                 "moments", "--schedule", "constant"},
                more);
  };
  for (const std::string optimizer : {"adam", "conjugate"}) {
    const Arguments rule{"--optimizer", optimizer};
    run_ok(moments(with(rule, {"--epochs", "4", "--out", "whole"})));
    run_ok(moments(with(rule, {"--epochs", "1", "--checkpoint", optimizer, "--out", "part"})));
    const json resumed = run_json(
        moments(with(rule, {"--epochs", "4", "--checkpoint", optimizer, "--resume", "--out", "resumed"})));
    EXPECT_EQ(resumed["resumed_step"], 1);
    EXPECT_EQ(read("resumed"), read("whole"));
  }
  expect_refused(with({"train", "linear", "--data", "synthetic:linear,rows=600,features=4,noise=1"},
                      {"--checkpoint", "adam", "--resume", "--batch-size", "64"}),
                 2, "--batch-size does not apply to --solver moments");
}

TEST_F(CheckpointTest, FinishedRunWritesItsModelAgain) {
  run_ok(checkpointed({}));
  const std::string model = read("model.safetensors");
  std::filesystem::remove(path("model.safetensors"));
  run_ok(checkpointed({"--resume"}));
  EXPECT_EQ(read("model.safetensors"), model);
}

TEST_F(CheckpointTest, AnotherDeviceMayGoOn) {
  run_ok(checkpointed({"--epochs", "2", "--device", "cpu"}));
  const json resumed = run_json(checkpointed({"--epochs", "4", "--device", "reference", "--resume"}));
  EXPECT_EQ(resumed["steps"], 20);
}

TEST_F(CheckpointTest, WhatTheRunChoseIsTakenFromItsCheckpoint) {
  const Arguments train{"train", "classifier", "--data", "flowers.csv", "--target", "kind", "--hidden", "5"};
  write_flowers();
  run_ok(with(train, {"--out", "whole"}));
  const Result begun =
      run(with(train, {"--checkpoint", "points", "--checkpoint-every", "500", "--max-time", "0.01"}));
  EXPECT_EQ(begun.status, 0) << begun.error;
  const Result resumed = run(with(train, {"--checkpoint", "points", "--resume", "--out", "resumed"}));
  EXPECT_EQ(resumed.status, 0) << resumed.error;
  EXPECT_THAT(resumed.error, ::testing::Not(HasSubstr("penalty by")));
  EXPECT_EQ(read("resumed"), read("whole"));
}

TEST_F(CheckpointTest, ARunThatEndsItsScheduleCannotBeProlonged) {
  const Arguments train{"train", "linear", "--data",       "synthetic:linear,rows=600,features=4",
                        "--lr",  "0.1",    "--checkpoint", "points"};
  run_ok(with(train, {"--epochs", "2"}));
  const Result longer = run(with(train, {"--epochs", "4", "--resume"}));
  EXPECT_EQ(longer.status, 3);
  EXPECT_THAT(longer.error, HasSubstr("--schedule constant"));
}

TEST_F(CheckpointTest, LogGoesOn) {
  run_ok(checkpointed({"--epochs", "2", "--log", "log"}));
  run_ok(checkpointed({"--epochs", "4", "--log", "log", "--resume"}));
  const std::string log = read("log");
  for (const std::string epoch : {"1", "2", "3", "4"})
    EXPECT_THAT(log, HasSubstr(R"({"event":"epoch","epoch":)" + epoch + ","));
}

TEST_F(CheckpointTest, NobodyOverwritesCheckpointsByAccident) {
  run_ok(checkpointed({}));
  expect_refused(checkpointed({}), 2, "checkpoints in this folder already");
}

TEST_F(CheckpointTest, NamesWhatIsDifferentInAnotherRun) {
  run_ok(checkpointed({}));
  expect_refused(checkpointed({"--resume", "--lr", "0.5"}), 3, "--lr was 0.001 there and is 0.5 here");
  expect_refused(checkpointed({"--resume", "--batch-size", "60"}), 3, "--batch-size was 128");
  expect_refused(checkpointed({"--resume", "--seed", "4"}), 3, "--seed was 0 there and is 4 here");
  expect_refused(checkpointed({"--resume", "--epochs", "3"}), 2, "10 epochs already");
  expect_refused(
      with_fixed_steps({"train", "linear", "--data", "synthetic:linear,rows=600,features=5,noise=1",
                        "--checkpoint", "points", "--resume"}),
      3, "--data was synthetic:linear,rows=600,features=4,noise=1 there");
}

TEST_F(CheckpointTest, NamesAnotherNetwork) {
  const auto train = [](const Arguments& more) {
    return with({"train", "classifier", "--data", "synthetic:classes,rows=200,features=4,classes=3",
                 "--checkpoint", "points"},
                more);
  };
  run_ok(train({"--hidden", "5"}));
  expect_refused(train({"--hidden", "6", "--resume"}), 3,
                 "the network was 4-5-3 relu there and is 4-6-3 relu");
  expect_refused(train({"--hidden", "5", "--activation", "tanh", "--resume"}), 3,
                 "the network was 4-5-3 relu there and is 4-5-3 tanh here");
}

TEST_F(CheckpointTest, NamesDataThatWereChanged) {
  write_houses();
  const Arguments train{"train", "linear",       "--data", "houses.csv", "--target",
                        "price", "--checkpoint", "points", "--resume"};
  run_ok(train);
  write("houses.csv", read("houses.csv") + "1,2,brick,3\n");
  expect_refused(train, 3, "--data was data with checksum ");
}

TEST_F(CheckpointTest, DamagedOneIsSetAsideForTheOneBefore) {
  run_ok(checkpointed({"--checkpoint-every", "20", "--out", "whole"}));
  std::filesystem::resize_file(path("points/step-00000000000000000050.safetensors"), 100);
  const Result result = run(checkpointed({"--resume", "--out", "resumed"}));
  EXPECT_EQ(result.status, 0) << result.error;
  EXPECT_THAT(result.error, HasSubstr("set aside"));
  EXPECT_THAT(result.error, HasSubstr("resuming after step 40"));
  EXPECT_EQ(read("resumed"), read("whole"));
}

TEST_F(CheckpointTest, OptionsThatNeedAFolderOrDoNotApply) {
  expect_refused(training({"--resume"}), 2, "--resume needs --checkpoint");
  expect_refused(training({"--checkpoint-every", "5"}), 2, "--checkpoint-every needs --checkpoint");
  for (const std::string every : {"0", "-1", "x", "", "0s", "1.5"})
    expect_refused(checkpointed({"--checkpoint-every=" + every}), 2, "--checkpoint-every");
  expect_refused({"train", "linear", "--data", "synthetic:linear,rows=600,features=4", "--checkpoint",
                  "points", "--solver", "exact"},
                 2, "--checkpoint does not apply to --solver exact");
}

}  // namespace
}  // namespace glissade::testing
