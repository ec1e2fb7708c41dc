#include <unistd.h>

#include <csignal>

#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using ::testing::HasSubstr;

class SignalTest : public ProgramTest {
 protected:
  /// Trains for ever.
  Command long_run() const {
    return command({"train", "linear", "--data", "synthetic:linear,rows=2000,features=4", "--epochs",
                    "1000000000", "--json"});
  }

  void expect_saved(const Result& result) const {
    const nlohmann::json document = parsed(result.output);
    EXPECT_EQ(document["stopped"], "signal");
    EXPECT_EQ(run({"evaluate", "model.safetensors", "--data", "synthetic:linear,rows=10,features=4"}).status,
              0);
  }
};

TEST_F(SignalTest, InterruptSavesTheModel) {
  Process process(long_run());
  ASSERT_TRUE(process.wait_for_error("epoch 2/"));
  process.send(SIGINT);
  const Result result = process.finish();
  EXPECT_EQ(result.status, 130) << result.error;
  expect_saved(result);
}

TEST_F(SignalTest, TerminationSavesTheModel) {
  Process process(long_run());
  ASSERT_TRUE(process.wait_for_error("epoch 2/"));
  process.send(SIGTERM);
  const Result result = process.finish();
  EXPECT_EQ(result.status, 143) << result.error;
  expect_saved(result);
}

TEST_F(SignalTest, HangupSavesTheModel) {
  Process process(long_run());
  ASSERT_TRUE(process.wait_for_error("epoch 2/"));
  process.send(SIGHUP);
  const Result result = process.finish();
  EXPECT_EQ(result.status, 129) << result.error;
  expect_saved(result);
}

TEST_F(SignalTest, HangupIsIgnoredUnderNohup) {
  Command command = long_run();
  command.ignored_signals = {SIGHUP};
  Process process(command);
  ASSERT_TRUE(process.wait_for_error("epoch 2/"));
  process.send(SIGHUP);
  ASSERT_TRUE(process.wait_for_error("epoch 1000/"));
  process.send(SIGTERM);
  const Result result = process.finish();
  EXPECT_EQ(result.status, 143) << result.error;
  expect_saved(result);
}

TEST_F(SignalTest, SecondInterruptLeavesAtOnce) {
  // A single step takes this far longer than the test waits, so that only the second signal can end it.
  Process process(
      command({"train", "classifier", "--data", "synthetic:classes,rows=5000,features=700,classes=2",
               "--device", "reference", "--hidden", "2000", "--batch-size", "full", "--log", "run.log"}));
  for (int wait = 0; wait < 1000 && read("run.log").empty(); ++wait)
    ::usleep(20'000);
  ::usleep(300'000);  // from the log's first line to the handlers
  process.send(SIGINT);
  ::usleep(300'000);
  process.send(SIGINT);
  const Result result = process.finish(std::chrono::seconds(5));
  EXPECT_EQ(result.status, 130) << "signal " << result.signal << "\n" << result.error;
  EXPECT_FALSE(exists("model.safetensors"));
}

}  // namespace
}  // namespace glissade::testing
