// Limits under which the program cannot do its work, and says so.
#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using ::testing::HasSubstr;

constexpr unsigned long megabyte = 1UL << 20;
constexpr unsigned long least = 40, most = 100, step = 4;  // megabytes

class LittleMemoryTest : public ProgramTest {
 protected:
  void SetUp() override {
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "AddressSanitizer itself needs terabytes of addresses";
#endif
    write_houses();
    write_flowers();
    run_ok({"train", "linear", "--data", "houses.csv", "--target", "price", "--epochs", "1", "--out", "m"});
  }

  const std::vector<std::vector<std::string>> commands{
      {"train", "linear", "--data", "houses.csv", "--target", "price", "--epochs", "2"},
      {"train", "classifier", "--data", "flowers.csv", "--target", "kind", "--hidden", "64,32", "--epochs",
       "2"},
      {"train", "linear", "--data", "houses.csv", "--target", "price", "--solver", "exact"},
      {"predict", "m", "--data", "houses.csv"},
      {"evaluate", "m", "--data", "houses.csv"},
      {"inspect", "houses.csv"},
      {"generate", "synthetic:linear,rows=50000,features=20", "--out", "X.npy", "--labels", "y.npy"},
      {"compare", "linear", "--data", "houses.csv", "--target", "price", "--devices", "cpu,reference"},
      {"train", "nothing"}};

  bool begins(unsigned long megabytes) const {
    Command version = command({"--version"});
    version.address_limit = megabytes * megabyte;
    return testing::run(version).status == 0;
  }

  void expect_a_sentence(const Command& command, const Result& result) const {
    ASSERT_EQ(result.signal, 0) << command.arguments[0] << result.error;
    if (result.status == 0)
      return;
    EXPECT_THAT(result.error, HasSubstr("glissade: "));
    EXPECT_EQ(parsed(result.output)["error"]["kind"], result.status == 2 ? "usage" : "failure")
        << result.error;
  }
};

/// The system's loader, and what libraries do before the program begins, end in words of their own.
TEST_F(LittleMemoryTest, EndsInAResultOrASentence) {
  unsigned long smallest = least;
  for (; smallest <= most && !begins(smallest); smallest += step) {
  }
  ASSERT_LE(smallest, 80U);
  for (const std::vector<std::string>& arguments : commands) {
    for (unsigned long size = smallest; size <= most; size += step) {
      SCOPED_TRACE(arguments[0] + " " + arguments[1] + " with " + std::to_string(size) + " MB");
      Command limited = command(arguments);
      limited.arguments.insert(limited.arguments.end(), {"--json", "--quiet"});
      limited.address_limit = size * megabyte;
      expect_a_sentence(limited, testing::run(limited));
    }
  }
}

TEST_F(LittleMemoryTest, SaysThatTheEmulatedDeviceNeedsAddresses) {
  Command limited = command(
      {"train", "linear", "--data", "houses.csv", "--target", "price", "--device", "emulated", "--json"});
  limited.address_limit = 1000 * megabyte;
  const Result result = testing::run(limited);
  EXPECT_EQ(result.status, 6) << result.error;
  EXPECT_THAT(result.error, HasSubstr("addresses"));
  EXPECT_EQ(parsed(result.output)["error"]["kind"], "device");
}

TEST_F(LittleMemoryTest, NeedsHardlyAnyStack) {
  for (const std::vector<std::string>& arguments : commands) {
    if (arguments[1] == "nothing")
      continue;
    Command limited = command(arguments);
    limited.stack_limit = 24 << 10;
    const Result result = testing::run(limited);
    EXPECT_EQ(result.signal, 0) << arguments[0];
    EXPECT_EQ(result.status, 0) << arguments[0] << result.error;
  }
}

}  // namespace
}  // namespace glissade::testing
