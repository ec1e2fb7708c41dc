#include <filesystem>
#include <fstream>
#include <iterator>

#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<std::string> verify_linear{"verify", "linear", "--data",
                                             "synthetic:linear,rows=200,features=3,noise=0.5"};

class VerifyTest : public ProgramTest {
 protected:
  /// `more` behind the arguments above.
  static std::vector<std::string> linear(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = verify_linear;
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
};

const json* named(const json& list, const std::string& name) {
  for (const json& entry : list) {
    if (entry["name"] == name)
      return &entry;
  }
  return nullptr;
}

TEST_F(VerifyTest, PassesOnTheCpu) {
  const Result result = run(linear({"--device", "cpu"}));
  EXPECT_EQ(result.status, 0) << result.error;
  EXPECT_THAT(result.output, AllOf(HasSubstr("operation on cpu"), HasSubstr("layers.0.weight.gradient"),
                                   HasSubstr("exact_solution.gradient"), HasSubstr("run freely"),
                                   HasSubstr("every operation is within its bound")));
  EXPECT_FALSE(exists("model.safetensors"));
}

TEST_F(VerifyTest, PrintsWhatTheReadmeShows) {
  std::ifstream file(GLISSADE_README);
  const std::string readme{std::istreambuf_iterator<char>(file), {}};
  const std::vector<std::string> lines = lines_of(
      run_ok({"verify", "classifier", "--data", "synthetic:classes,rows=10000,features=200,classes=10",
              "--hidden", "64", "--device", "cpu"}));
  ASSERT_FALSE(lines.empty());
  EXPECT_THAT(readme, HasSubstr(lines.back()));
}

TEST_F(VerifyTest, IsADocumentUnderJson) {
  const json document = run_json(linear({"--device", "cpu", "--quiet"}));
  EXPECT_EQ(document["passed"], true);
  // Two epochs of a full and a smaller batch.
  EXPECT_EQ(document["steps"], 4);
  const json* const gradient = named(document["operations"], "layers.0.weight.gradient");
  ASSERT_NE(gradient, nullptr);
  EXPECT_GT((*gradient)["worst_bound_fraction"], 0.0);
  EXPECT_LE((*gradient)["worst_bound_fraction"], 1.0);
  EXPECT_LT((*gradient)["step"], 4);
  EXPECT_LT((*gradient)["index"], 3);
  EXPECT_EQ((*gradient)["device"], "cpu");
  EXPECT_EQ((*gradient)["compared"], 4 * 3);
  for (const std::string name :
       {"train.same_bits", "gradient.propagated", "gradient.differences", "exact_solution.gradient",
        "adam.recurrence", "batch_order.permutation", "normals.mean", "normals.kurtosis"}) {
    const json* const check = named(document["checks"], name);
    ASSERT_NE(check, nullptr) << name;
    EXPECT_EQ((*check)["passed"], true) << name;
    EXPECT_LE((*check)["figure"], (*check)["limit"]) << name;
  }
  EXPECT_EQ(document["end_to_end"]["against"], "reference");
  EXPECT_TRUE(document["failure"].is_null());
  EXPECT_FALSE(document.contains("error"));
}

TEST_F(VerifyTest, TakesTheOptionsOfTraining) {
  write_flowers();
  const json document = run_json({"verify",
                                  "classifier",
                                  "--data",
                                  "flowers.csv",
                                  "--target",
                                  "kind",
                                  "--validation",
                                  "0.2",
                                  "--standardize",
                                  "--hidden",
                                  "5,4",
                                  "--activation",
                                  "gelu",
                                  "--init",
                                  "glorot",
                                  "--class-weight",
                                  "balanced",
                                  "--batch-size",
                                  "10",
                                  "--optimizer",
                                  "adamw",
                                  "--lr",
                                  "0.01",
                                  "--weight-decay",
                                  "0.1",
                                  "--l2",
                                  "0.01",
                                  "--clip",
                                  "1",
                                  "--schedule",
                                  "cosine",
                                  "--warmup",
                                  "2",
                                  "--seed",
                                  "3",
                                  "--device",
                                  "cpu",
                                  "--precision",
                                  "fp32",
                                  "--steps",
                                  "7",
                                  "--threads",
                                  "1"});
  EXPECT_EQ(document["passed"], true);
  EXPECT_EQ(document["steps"], 7);
  EXPECT_EQ(named(document["checks"], "exact_solution.gradient"), nullptr);
  EXPECT_NE(named(document["operations"], "layers.2.bias.second_moment"), nullptr);
}

TEST_F(VerifyTest, ReadsTheLastBatchOfALongEpochByDefault) {
  const json document =
      run_json({"verify", "linear", "--data", "synthetic:linear,rows=5000,features=2", "--device", "cpu"});
  EXPECT_EQ(document["steps"], 20);
  // 19 full batches of 128 and the epoch's last one of 8.
  EXPECT_EQ((*named(document["operations"], "batch.rows"))["compared"], 19 * 128 + 8);
}

TEST_F(VerifyTest, StartsFromAModel) {
  run_ok({"train", "linear", "--data", "synthetic:linear,rows=200,features=3", "--epochs", "1", "--quiet"});
  EXPECT_EQ(run_json(linear({"--from", "model.safetensors", "--device", "cpu"}))["passed"], true);
}

TEST_F(VerifyTest, ReadsAConfigurationFile) {
  write("run.toml", "data = \"synthetic:linear,rows=50,features=2\"\nsteps = 3\nagainst = \"reference\"\n");
  EXPECT_EQ(run_json({"verify", "linear", "--config", "run.toml"})["steps"], 3);
}

TEST_F(VerifyTest, ComparesTwoDevices) {
  const json document = run_json(linear({"--device", "reference", "--against", "cpu"}));
  EXPECT_EQ(document["passed"], true);
  EXPECT_EQ(document["end_to_end"]["device"], "reference");
  EXPECT_EQ(document["end_to_end"]["against"], "cpu");
  std::map<std::string, int> operations;
  for (const json& operation : document["operations"])
    ++operations[operation["device"].get<std::string>()];
  EXPECT_GT(operations["reference"], 10);
  EXPECT_GT(operations["cpu"], 10);
}

/// The emulated device generates such data itself, as in training; standardised data are given to it.
TEST_F(VerifyTest, HoldsGeneratedDataAgainstThoseOfTheHost) {
  for (const bool standardized : {false, true}) {
    std::vector<std::string> arguments = linear({"--device", "emulated", "--against", "cpu"});
    if (standardized)
      arguments.push_back("--standardize");
    const json document = run_json(arguments);
    EXPECT_EQ(document["passed"], true);
    EXPECT_EQ((*named(document["operations"], "batch.features"))["worst_bound_fraction"], 0.0);
    EXPECT_EQ((*named(document["operations"], "batch.features"))["compared"], 2 * 200 * 3);
  }
}

TEST_F(VerifyTest, HelpListsItsOptions) {
  const std::string help = run_ok({"verify", "classifier", "--help"});
  EXPECT_THAT(help, AllOf(HasSubstr("--steps"), HasSubstr("--against"), HasSubstr("--hidden"),
                          HasSubstr("--weight-decay"), Not(HasSubstr("--out")), Not(HasSubstr("--epochs"))));
  EXPECT_THAT(run_ok({"verify", "--help"}), HasSubstr("verify linear|classifier"));
}

/// A module that computes nothing right stands for a faulty device.
class VerifyFaultyDeviceTest : public VerifyTest {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(path("bin"));
    std::filesystem::copy_file(GLISSADE_PROGRAM, path("bin/glissade"));
    std::filesystem::copy_file(FAKE_MODULE, path("bin/glissade-emulated.so"));
  }

  Result run_copy(std::vector<std::string> arguments) const {
    Command copy = command(std::move(arguments));
    copy.program = path("bin/glissade");
    return testing::run(copy);
  }
};

TEST_F(VerifyFaultyDeviceTest, FailsWithTheFirstFaultyOperation) {
  const Result result = run_copy(linear({"--device", "emulated"}));
  EXPECT_EQ(result.status, 5) << result.error;
  EXPECT_THAT(result.output, AllOf(HasSubstr("bits differ"), HasSubstr("FAILED")));
  EXPECT_THAT(
      result.error,
      HasSubstr("glissade: batch.rows is wrong on emulated at step 0: [1] is 1 where the reference has"));
  EXPECT_THAT(result.error, HasSubstr("hint: The numbers fit this cause: the rows are in natural order"));
}

TEST_F(VerifyFaultyDeviceTest, HasBothResultAndErrorUnderJson) {
  const Result result = run_copy(linear({"--device", "emulated", "--batch-size", "full", "--json"}));
  EXPECT_EQ(result.status, 5) << result.error;
  const json document = parsed(result.output);
  EXPECT_EQ(document["passed"], false);
  EXPECT_EQ(document["error"]["kind"], "verification");
  EXPECT_EQ(document["failure"]["operation"], "batch.features");
  EXPECT_EQ(document["failure"]["element"], "[0, 0]");
  EXPECT_EQ(document["failure"]["outside"], 200 * 3);
  EXPECT_THAT(document["error"]["message"].get<std::string>(),
              HasSubstr("batch.features is wrong on emulated"));
}

TEST_F(VerifyFaultyDeviceTest, FailsWhereItIsTheOtherDevice) {
  const Result result = run_copy(linear({"--device", "emulated", "--against", "cpu"}));
  EXPECT_EQ(result.status, 5) << result.error;
  EXPECT_THAT(result.output, AllOf(HasSubstr("operation on emulated"), HasSubstr("operation on cpu")));
}

}  // namespace
}  // namespace glissade::testing
