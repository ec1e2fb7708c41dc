#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

class FailingOutputsTest : public ProgramTest {
 protected:
  void SetUp() override {
    write_houses();
    run_ok(train({"--quiet", "--out", "model"}));
  }

  static std::vector<std::string> train(const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"train", "linear", "--data", "houses.csv", "--target", "price"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder()))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }

  /// The name in "…; the model is saved as NAME".
  static std::string saved_as(const std::string& error) {
    const std::string before = "; the model is saved as ";
    const std::size_t place = error.find(before);
    return place == std::string::npos
               ? ""
               : error.substr(place + before.size(), error.find('\n', place) - place - before.size());
  }
};

/// A limit on the size of files stands for a full disk; /dev/full is one.
TEST_F(FailingOutputsTest, AFullDiskLeavesWhatWasThere) {
  write("old", "old");
  write("old.npy", "old");
  write("labels.npy", "old");
  const auto before = names();
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           train({"--out", "old"}),
           train({"--out", "new", "--report", "old"}),
           train({"--out", "new", "--trace", "old"}),
           {"predict", "model", "--data", "houses.csv", "--out", "old"},
           {"predict", "model", "--data", "houses.csv", "--out", "old.npy"},
           {"evaluate", "model", "--data", "houses.csv", "--report", "old"},
           {"generate", "synthetic:linear,rows=100,features=2", "--out", "old.npy", "--labels", "labels.npy"},
           {"generate", "synthetic:linear,rows=100,features=2", "--out", "new.csv"}}) {
    Command limited = command(arguments);
    limited.file_size_limit = 64;
    const Result result = testing::run(limited);
    EXPECT_EQ(result.status, 1) << result.error;
    EXPECT_THAT(result.error, HasSubstr("the file cannot be written: File too large\n"));
    EXPECT_EQ(names(), before);
    EXPECT_EQ(read("old") + read("old.npy") + read("labels.npy"), "oldoldold");
  }
}

TEST_F(FailingOutputsTest, OfTwoFilesThatBelongTogetherNeitherIsReplacedAlone) {
  write("X.npy", "old");
  write("y.npy", "old");
  Command limited = command(
      {"generate", "synthetic:linear,rows=1000,features=1,targets=8", "--out", "X.npy", "--labels", "y.npy"});
  limited.file_size_limit = 10'000;
  const Result result = testing::run(limited);
  EXPECT_EQ(result.status, 1) << result.error;
  EXPECT_THAT(result.error, HasSubstr("y.npy: the file cannot be written"));
  EXPECT_EQ(read("X.npy") + read("y.npy"), "oldold");
}

TEST_F(FailingOutputsTest, AFullDeviceIsAFailureOfEveryOutput) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"predict", "model", "--data", "houses.csv", "--out", "/dev/full"},
           {"evaluate", "model", "--data", "houses.csv", "--report", "/dev/full"},
           train({"--report", "/dev/full"}),
           train({"--trace", "/dev/full"}),
           {"compare", "linear", "--data", "synthetic:linear,rows=50,features=2", "--devices",
            "cpu:1,reference", "--repeat", "1", "--epochs", "1", "--report", "/dev/full"}}) {
    const Result result = run(arguments);
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.error, HasSubstr("/dev/full: the file cannot be written: No space left on device"));
  }
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"predict", "model", "--data", "houses.csv", "--json"},
           {"evaluate", "model", "--data", "houses.csv", "--json"},
           train({"--json"}),
           {"generate", "synthetic:linear,rows=5,features=2", "--out", "x.csv", "--json"},
           {"verify", "linear", "--data", "synthetic:linear,rows=50,features=2", "--steps", "1", "--json"}}) {
    Command full = command(arguments);
    full.output_path = "/dev/full";
    const Result result = testing::run(full);
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.error, HasSubstr("standard output cannot be written: No space left on device"));
  }
}

TEST_F(FailingOutputsTest, APageThatFailsDoesNotTakeTheResultsWithIt) {
  const Result evaluated = run({"evaluate", "model", "--data", "houses.csv", "--report", "/dev/full"});
  EXPECT_THAT(evaluated.output, HasSubstr("RMSE"));
  const Result trained = run(train({"--report", "/dev/full", "--json"}));
  const nlohmann::json document = parsed(trained.output);
  EXPECT_EQ(document["model"], "model.safetensors");
  EXPECT_EQ(document["error"]["kind"], "failure");
  run_ok({"inspect", "model.safetensors"});
}

TEST_F(FailingOutputsTest, AModelThatCannotBeSavedIsSavedElsewhere) {
  Process process(command(train({"--out", "folder", "--epochs", "1000000000"})));
  ASSERT_TRUE(process.wait_for_error("epoch 2/"));
  fs::create_directory(path("folder"));
  process.send(SIGTERM);
  const Result result = process.finish();
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.error,
              HasSubstr("folder: the file cannot be written: Is a directory; the model is saved as "));
  run_ok({"evaluate", saved_as(result.error), "--data", "houses.csv"});
}

TEST_F(FailingOutputsTest, WhatCannotBePutInPlaceIsRefusedBeforeTheWork) {
  fs::create_directory(path("folder"));
  fs::create_symlink("none/model", path("lost"));
  for (const std::string& name : {std::string("folder"), std::string("lost"), std::string("none/model"),
                                  std::string("model/x"), std::string(256, 'n')}) {
    const Result result = run(train({"--out", name}));
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.error, AllOf(HasSubstr(name + ": the file cannot be "), Not(HasSubstr("epoch"))));
  }
  EXPECT_TRUE(fs::is_symlink(path("lost")));
  const Result predicted =
      run({"predict", "absent", "--data", "absent.csv", "--out", "none/predictions.csv"});
  EXPECT_EQ(predicted.status, 1);
  EXPECT_THAT(predicted.error, HasSubstr("none/predictions.csv: the file cannot be created"));
  run_ok(train({"--out", std::string(255, 'n')}));
}

TEST_F(FailingOutputsTest, APipeThatNobodyReadsIsASentence) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  // Side by side: each waits for a reader that may come.
  Process predicting(command({"predict", "model", "--data", "houses.csv", "--out", "pipe"}));
  Process logging(command(train({"--log", "pipe"})));
  Process training(command(train({"--out", "pipe"})));
  const Result predicted = predicting.finish();
  EXPECT_EQ(predicted.status, 1);
  EXPECT_THAT(predicted.error,
              HasSubstr("pipe: the file cannot be opened for writing: nobody reads this pipe"));
  const Result logged = logging.finish();
  EXPECT_EQ(logged.status, 1);
  EXPECT_THAT(logged.error, HasSubstr("pipe: the log cannot be written: nobody reads this pipe"));
  const Result trained = training.finish();
  EXPECT_EQ(trained.status, 1);
  run_ok({"inspect", saved_as(trained.error)});
}

/// Another program that shares the pipe may have told it not to wait.
TEST_F(FailingOutputsTest, AnOutputThatDoesNotWaitGetsEverything) {
  std::string rows = "area,rooms,wall\n";
  for (int row = 0; row < 20'000; ++row)
    rows += "70,3,wood\n";
  write("many.csv", rows);
  for (const std::vector<std::string>& more : {std::vector<std::string>(), {"--out", "/dev/stdout"}}) {
    Command predict = command({"predict", "model", "--data", "many.csv"});
    predict.arguments.insert(predict.arguments.end(), more.begin(), more.end());
    predict.output_does_not_wait = true;
    Process process(predict);
    ::usleep(200'000);  // by then the pipe is full
    const Result result = process.finish();
    EXPECT_EQ(result.status, 0) << result.error;
    EXPECT_EQ(lines_of(result.output).size(), 20'001U);
  }
}

/// By the time that the log is opened, the number may be that of the page or of the lock on the checkpoints.
TEST_F(FailingOutputsTest, ANumberThatNobodyGaveIsNoOutput) {
  for (const char* name : {"/dev/fd/3", "/dev/fd/4", "/proc/self/fd/5"}) {
    const Result result = run(train({"--log", name, "--report", "page.html", "--checkpoint", "points"}));
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.error,
                HasSubstr(std::string(name) + ": the log cannot be written: Bad file descriptor"));
    EXPECT_EQ(read("points/lock"), "");
    EXPECT_FALSE(exists("page.html"));
  }
}

/// Results reach the reader of a pipe, whom the look before the training must not disturb.
TEST_F(FailingOutputsTest, APipeWithAReaderGetsTheWholeModel) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  Process process(command(train({"--out", "pipe", "--epochs", "1000000000"})));
  std::string received;
  const int reader = ::open(path("pipe").c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_TRUE(process.wait_for_error("epoch 2/"));
  char byte = 0;
  EXPECT_EQ(::read(reader, &byte, 1), 0);  // nothing yet
  ::fcntl(reader, F_SETFL, 0);
  process.send(SIGTERM);
  EXPECT_EQ(process.finish().status, 143);
  for (char part[4096]; const auto count = ::read(reader, part, sizeof part);)
    received.append(part, static_cast<std::size_t>(count));
  ::close(reader);
  write("received", received);
  run_ok({"inspect", "received"});
}

TEST_F(FailingOutputsTest, NoSignalWaitsForTheReaderOfAPipe) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  const int reader = ::open(path("pipe").c_str(), O_RDONLY | O_NONBLOCK);
  // Predictions that no pipe holds, and nobody takes.
  std::string rows = "area,rooms,wall\n";
  for (int row = 0; row < 20'000; ++row)
    rows += "70,3,wood\n";
  write("many.csv", rows);
  Process stuck(command({"predict", "model", "--data", "many.csv", "--out", "pipe"}));
  ::usleep(300'000);
  stuck.send(SIGTERM);
  EXPECT_EQ(stuck.finish(std::chrono::seconds(5)).signal, SIGTERM);
  // A model likewise; the signal comes when it is trained.
  Process training(
      command({"train", "classifier", "--data", "synthetic:classes,rows=50,features=700,classes=2",
               "--hidden", "200", "--epochs", "1", "--out", "pipe"}));
  ASSERT_TRUE(training.wait_for_error("epoch 1/1"));
  ::usleep(300'000);
  training.send(SIGTERM);
  EXPECT_EQ(training.finish(std::chrono::seconds(5)).signal, SIGTERM);
  ::close(reader);
}

TEST_F(FailingOutputsTest, ALogThatNobodyTakesDoesNotHoldASignalUp) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  const int reader = ::open(path("pipe").c_str(), O_RDONLY | O_NONBLOCK);
  Process process(command(train({"--log", "pipe", "--epochs", "1000000000", "--quiet"})));
  ::usleep(500'000);  // by then the pipe is full
  process.send(SIGTERM);
  const Result result = process.finish(std::chrono::seconds(5));
  EXPECT_EQ(result.status, 143) << result.error;
  run_ok({"inspect", "model.safetensors"});
  ::close(reader);
}

/// A stream that is closed leaves its number to the next file that is opened, which then gets the results.
TEST_F(FailingOutputsTest, ClosedStreamsRunIntoNoFile) {
  run_ok(train({"--log", "whole.log", "--out", "whole", "--quiet"}));
  for (const std::vector<int>& streams : std::vector<std::vector<int>>{{0}, {1}, {2}, {0, 1, 2}}) {
    Command closed = command(
        train({"--log", "run.log", "--report", "page.html", "--checkpoint", "points", "--out", "new"}));
    closed.closed_streams = streams;
    const Result result = testing::run(closed);
    const bool has_output = std::find(streams.begin(), streams.end(), 1) == streams.end();
    EXPECT_EQ(result.status, has_output ? 0 : 1);
    EXPECT_EQ(read("new"), read("whole"));
    EXPECT_EQ(lines_of(read("run.log")).size(), lines_of(read("whole.log")).size());
    for (const std::string& line : lines_of(read("run.log")))
      EXPECT_TRUE(nlohmann::json::accept(line)) << line;
    EXPECT_EQ(read("points/lock"), "");
    EXPECT_EQ(read("page.html").rfind("<!DOCTYPE html>", 0), 0U);
    fs::remove_all(path("points"));
  }
}

}  // namespace
}  // namespace glissade::testing
