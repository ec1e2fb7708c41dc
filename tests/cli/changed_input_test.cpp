// Files that somebody writes to while the program works on them.
#include <filesystem>

#include "cli/program_test.hpp"
#include "support/sparse_npy.hpp"

namespace glissade::testing {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;

class ChangedInputTest : public ProgramTest {
 protected:
  static constexpr std::uint64_t rows = 4096, columns = 64;

  void write_arrays(const std::string& features, const std::string& targets) const {
    SparseNpy(path(targets), rows, 0).set(1, 0, 2.0f);
    SparseNpy(path(features), rows, columns).set(1, 1, 1.0f);
  }

  /// Trains without end until `change` was made to its files.
  template <class Change>
  void expect_refused(const std::vector<std::string>& more, const std::string& name, const Change& change) {
    SCOPED_TRACE(name);
    write_arrays("X.npy", "y.npy");
    std::vector<std::string> arguments{"train", "linear",   "--data",     "X.npy", "--labels",
                                       "y.npy", "--epochs", "1000000000", "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Process process(command(with_fixed_steps(arguments)));
    ASSERT_TRUE(process.wait_for_error("epoch 2/"));
    change();
    const Result result = process.finish();
    EXPECT_EQ(result.status, 3) << result.error;
    EXPECT_EQ(result.signal, 0);
    EXPECT_THAT(result.error, HasSubstr(name + ": the file was written to while it was in use"));
    EXPECT_EQ(parsed(result.output)["error"]["kind"], "input");
    EXPECT_FALSE(exists("model.safetensors"));
  }
};

TEST_F(ChangedInputTest, TrainingEndsWhenItsFileIsCutShort) {
  expect_refused({}, "X.npy", [&] { fs::resize_file(path("X.npy"), 100'000); });
}

TEST_F(ChangedInputTest, TrainingEndsWhenItsFileIsRewritten) {
  expect_refused({}, "X.npy", [&] { write_arrays("X.npy", "other.npy"); });
}

TEST_F(ChangedInputTest, TrainingEndsWhenItsValidationDataAreRewritten) {
  write_arrays("V.npy", "w.npy");
  expect_refused({"--validation-data", "V.npy", "--validation-labels", "w.npy"}, "V.npy",
                 [&] { fs::resize_file(path("V.npy"), 100'000); });
}

TEST_F(ChangedInputTest, TrainingGoesOnWhenItsFileIsReplacedUnderItsName) {
  write_arrays("X.npy", "y.npy");
  write_arrays("new.npy", "w.npy");
  Process process(command(with_fixed_steps({"train", "linear", "--data", "X.npy", "--labels", "y.npy",
                                            "--epochs", "1000000000", "--max-time", "0.5"})));
  ASSERT_TRUE(process.wait_for_error("epoch 2/"));
  fs::rename(path("new.npy"), path("X.npy"));
  const Result result = process.finish();
  EXPECT_EQ(result.status, 0) << result.error;
  EXPECT_TRUE(exists("model.safetensors"));
}

}  // namespace
}  // namespace glissade::testing
