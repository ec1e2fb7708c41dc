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

TEST_F(SignalTest, SecondInterruptLeavesAtOnce) {
  // One step of a full batch that takes far longer than the test waits.
  Process process(command({"train", "linear", "--data", "synthetic:linear,rows=200000,features=64",
                           "--device", "reference", "--batch-size", "full", "--epochs", "1000000"}));
  ASSERT_TRUE(process.wait_for_error("no missing values"));
  // The handlers are in place some time after that line.
  ::usleep(300'000);
  process.send(SIGINT);
  ::usleep(20'000);
  process.send(SIGINT);
  const Result result = process.finish();
  EXPECT_TRUE(result.status == 130 || result.signal == SIGINT) << result.status << " " << result.error;
}

}  // namespace
}  // namespace glissade::testing
