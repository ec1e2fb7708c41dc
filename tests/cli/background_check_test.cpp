// Files so large that they are checked while they are trained on.
#include <unistd.h>

#include <csignal>
#include <limits>

#include "cli/program_test.hpp"
#include "support/sparse_npy.hpp"

namespace glissade::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class BackgroundCheckTest : public ProgramTest {
 protected:
  static constexpr std::uint64_t rows = 16'384;

  /// Just large enough.
  SparseNpy write_large() const { return write_rows(rows); }
  /// 8 GB, more than can be read before these tests are over.
  SparseNpy write_huge() const { return write_rows(2'000'000); }

  /// So many that the first steps meet some, and so far behind that the check does not.
  void write_missing_values_far_behind() const {
    SparseNpy file = write_rows(200'000);
    for (std::uint64_t row = 100'000; row < 200'000; row += 100)
      file.set(row, 7, std::numeric_limits<float>::quiet_NaN());
  }

  std::vector<std::string> train(std::vector<std::string> more) const {
    std::vector<std::string> arguments{"train", "linear",       "--data", "X.npy",   "--labels",
                                       "y.npy", "--batch-size", "1024",   "--epochs"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return with_fixed_steps(arguments);
  }

  std::string checksum_of_model() const {
    return run_json({"inspect", "model.safetensors"})["record"]["data_checksum"];
  }

 private:
  SparseNpy write_rows(std::uint64_t row_count) const {
    SparseNpy(path("y.npy"), row_count, 0).set(1, 0, 2.0f);
    return {path("X.npy"), row_count, 1024};
  }
};

TEST_F(BackgroundCheckTest, ModelHasTheChecksumOfAllData) {
  write_large();
  const std::string expected = run_json({"inspect", "X.npy", "--labels", "y.npy"})["checksum"];
  EXPECT_EQ(expected.size(), 8u);
  const Result beside = run(train({"1"}));
  EXPECT_EQ(beside.status, 0) << beside.error;
  EXPECT_THAT(beside.error, HasSubstr("checked while they are trained on"));
  EXPECT_EQ(checksum_of_model(), expected);
}

TEST_F(BackgroundCheckTest, IsOverBeforeTrainingWhereThatNeedsEveryValue) {
  write_large();
  const std::string expected = run_json({"inspect", "X.npy", "--labels", "y.npy"})["checksum"];
  const std::vector<std::vector<std::string>> needs_all{{"1", "--checkpoint", "checkpoints"},
                                                        {"1", "--standardize"},
                                                        {"1", "--rescale", "2"},
                                                        {"1", "--validation", "0.5"},
                                                        {"1", "--impute", "mean"},
                                                        {"1", "--select", "3"},
                                                        {"1", "--scale", "auto"}};
  for (const auto& options : needs_all) {
    const Result first = run(train(options));
    EXPECT_EQ(first.status, 0) << first.error;
    EXPECT_THAT(first.error, HasSubstr("no missing values"));
    EXPECT_EQ(checksum_of_model(), expected) << options[1];
  }
}

TEST_F(BackgroundCheckTest, BadValueLeavesTheSameMessageAndNoModel) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    write_large().set(rows - 1, 7, bad);
    const Result first = run(train({"1", "--quiet", "--rescale", "2"}));
    EXPECT_EQ(first.status, 3);
    EXPECT_THAT(first.error, HasSubstr("row 16384, column 8"));
    for (const char* epochs : {"1", "1000000000"}) {
      const Result beside = run(train({epochs, "--quiet"}));
      EXPECT_EQ(beside.status, 3);
      EXPECT_EQ(beside.error, first.error);
      EXPECT_EQ(beside.output, "");
      EXPECT_FALSE(exists("model.safetensors"));
    }
  }
}

TEST_F(BackgroundCheckTest, TimeLimitDoesNotWaitForIt) {
  write_huge();
  const Result result = run(train({"1000000", "--max-time", "0.01"}));
  EXPECT_EQ(result.status, 0) << result.error;
  EXPECT_THAT(result.output, HasSubstr("stopped by time"));
  EXPECT_THAT(result.error, HasSubstr("the model has no checksum of its data"));
  EXPECT_EQ(checksum_of_model(), "not computed");
}

TEST_F(BackgroundCheckTest, ADivergedRunWaitsForItWhateverTheTimeLimit) {
  write_missing_values_far_behind();
  write("model.safetensors", "old");
  const Result result = run(train({"1000000", "--max-time", "0.05"}));
  EXPECT_EQ(result.status, 3) << result.error;
  EXPECT_THAT(result.error, HasSubstr("is missing (NaN)"));
  EXPECT_EQ(read("model.safetensors"), "old");
}

TEST_F(BackgroundCheckTest, InterruptDoesNotWaitForIt) {
  write_huge();
  Process process(command(train({"1000000", "--log", "run.log"})));
  for (int wait = 0; wait < 1000 && read("run.log").empty(); ++wait)
    ::usleep(20'000);
  ::usleep(300'000);  // from the log's first line to the handlers
  process.send(SIGINT);
  const Result result = process.finish();
  EXPECT_EQ(result.status, 130) << result.error;
  EXPECT_EQ(checksum_of_model(), "not computed");
}

}  // namespace
}  // namespace glissade::testing
