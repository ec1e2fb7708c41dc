#include <filesystem>

#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class LogTest : public ProgramTest {
 protected:
  static std::vector<std::string> training(const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"train", "linear", "--data", "synthetic:linear,rows=200,features=3"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  /// Trains for ever; its log has begun when this returns.
  static void expect_begun(Process& process) { ASSERT_TRUE(process.wait_for_error("epoch 2/")); }

  static std::size_t warnings_in(const Result& result) {
    std::size_t count = 0;
    for (const std::string& line : lines_of(result.error))
      count += line.find("the log cannot be written") == std::string::npos ? 0 : 1;
    return count;
  }
};

TEST_F(LogTest, ThatCannotBeWrittenIsSaidOnceAndLosesNoRun) {
  const Result result = run(training({"--log", "/dev/full"}));
  EXPECT_EQ(result.status, 0) << result.error;
  EXPECT_EQ(warnings_in(result), 1U) << result.error;
  EXPECT_THAT(result.error,
              HasSubstr("warning: /dev/full: the log cannot be written: No space left on device"));
  run_ok({"inspect", "model.safetensors"});
  EXPECT_EQ(warnings_in(run(training({"--log", "/dev/full", "--quiet"}))), 1U);
}

TEST_F(LogTest, AtItsSizeLimitLosesNoRun) {
  Command limited = command(training({"--log", "run.log", "--epochs", "100"}));
  limited.file_size_limit = 4000;
  const Result result = testing::run(limited);
  EXPECT_EQ(result.status, 0) << result.error;
  EXPECT_EQ(warnings_in(result), 1U) << result.error;
  run_ok({"inspect", "model.safetensors"});
}

TEST_F(LogTest, ThatIsRemovedMeanwhileIsSaid) {
  Process process(command(training({"--log", "run.log", "--epochs", "1000000000"})));
  expect_begun(process);
  std::filesystem::remove(path("run.log"));
  ASSERT_TRUE(process.wait_for_error("run.log: the log cannot be written: No such file or directory"));
  process.send(SIGTERM);
  EXPECT_EQ(process.finish().status, 143);
}

TEST_F(LogTest, BelongsToOneRun) {
  Process process(command(training({"--log", "run.log", "--epochs", "1000000000"})));
  expect_begun(process);
  const Result second = run(training({"--log", "run.log", "--out", "second"}));
  EXPECT_EQ(second.status, 1);
  EXPECT_THAT(second.error, HasSubstr("run.log: another run is writing its log here"));
  EXPECT_FALSE(exists("second"));
  EXPECT_THAT(read("run.log"), HasSubstr("\"event\":\"start\""));
  process.send(SIGTERM);
  EXPECT_EQ(process.finish().status, 143);
  run_ok(training({"--log", "run.log"}));
}

TEST_F(LogTest, OfARunThatDoesNotStartIsKept) {
  write("run.log", "old\n");
  EXPECT_EQ(run({"train", "linear", "--data", "absent.csv", "--log", "run.log"}).status, 3);
  EXPECT_EQ(read("run.log"), "old\n");
}

TEST_F(LogTest, GoesOnAfterATornLine) {
  const auto resumed = training({"--log", "run.log", "--checkpoint", "points", "--resume"});
  run_ok(resumed);
  const std::size_t whole = lines_of(read("run.log")).size();
  const std::string torn = R"({"event":"epoch","epo)";
  write("run.log", read("run.log") + torn);
  run_ok(resumed);
  run_ok(resumed);
  const std::vector<std::string> lines = lines_of(read("run.log"));
  ASSERT_EQ(lines.size(), whole + 5);
  EXPECT_EQ(lines[whole], torn);
  for (std::size_t line = 0; line < lines.size(); ++line)
    EXPECT_EQ(nlohmann::json::accept(lines[line]), line != whole) << lines[line];
}

}  // namespace
}  // namespace glissade::testing
