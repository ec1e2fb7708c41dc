#include <filesystem>

#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

class CompareTest : public ProgramTest {
 protected:
  /// `more` behind a run that takes no time.
  static std::vector<std::string> linear(const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"compare",  "linear", "--data", "synthetic:linear,rows=200,features=3",
                                       "--epochs", "2"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
};

TEST_F(CompareTest, IsADocumentUnderJson) {
  const json document =
      run_json(linear({"--devices", "cpu:1,reference", "--repeat", "2", "--seed", "3", "--quiet"}));
  ASSERT_EQ(document["devices"].size(), 2);
  const json& cpu = document["devices"][0];
  EXPECT_EQ(cpu["device"], "cpu:1");
  EXPECT_EQ(cpu["phases"]["train"]["n"], 2);
  EXPECT_EQ(cpu["phases"]["copy"]["n"], 2);
  EXPECT_EQ(cpu["phases"]["warm_up"]["n"], 2);
  EXPECT_GT(cpu["phases"]["warm_up"]["minimum"], 0.0);
  EXPECT_EQ(cpu["phases"]["evaluate"]["n"], 2);
  EXPECT_EQ(cpu["phases"]["generate"]["n"], 1);
  EXPECT_TRUE(cpu["phases"]["load"].is_null());
  EXPECT_EQ(cpu["start_up"]["n"], 1);
  for (const char* const figure : {"samples_per_second", "gbytes_per_second", "gflops", "fraction_of_limit"})
    EXPECT_TRUE(cpu[figure].is_number()) << figure;
  EXPECT_EQ(cpu["losses"].size(), 2);
  EXPECT_EQ(document["devices"][1]["phases"]["train"]["n"], 1);
  EXPECT_EQ(document["run"]["seed"], 3);
  EXPECT_EQ(document["run"]["epochs"], 2);
  EXPECT_EQ(document["run"]["steps"], 4);
  EXPECT_EQ(document["agreement"]["passed"], true);
  EXPECT_EQ(document["agreement"]["devices"][0]["device"], "cpu:1");
  EXPECT_EQ(document["speedup"]["against"], "cpu:1");
  EXPECT_EQ(document["speedup"]["devices"][0]["device"], "reference");
  EXPECT_FALSE(document.contains("error"));
  EXPECT_FALSE(exists("model.safetensors"));
}

TEST_F(CompareTest, IsATableForPeople) {
  const Result result = run(linear({"--devices", "cpu:1,reference", "--repeat", "2"}));
  EXPECT_EQ(result.status, 0) << result.error;
  EXPECT_THAT(result.output,
              AllOf(HasSubstr("median ms"), HasSubstr("start-up"), HasSubstr("of limit"),
                    HasSubstr("within their bounds"), HasSubstr("Limits measured in this run: 1 thread"),
                    HasSubstr("reference is not made to be fast, and ran once")));
  EXPECT_THAT(result.error, HasSubstr("repeat 2 of 2 on cpu:1"));
}

TEST_F(CompareTest, ChoosesDevicesAndSaysWhy) {
  const json document = run_json(linear({"--repeat", "1", "--threads", "2"}));
  if (document["devices"].size() == 2) {
    EXPECT_EQ(document["devices"][1]["device"], "cuda");
    return;
  }
  ASSERT_EQ(document["devices"].size(), 3);
  EXPECT_EQ(document["devices"][0]["device"], "cpu:1");
  EXPECT_EQ(document["devices"][1]["device"], "cpu:2");
  EXPECT_EQ(document["devices"][2]["device"], "reference");
  EXPECT_TRUE(document["device_reason"].is_string());
  // The same bytes for any number of threads.
  EXPECT_EQ(document["devices"][0]["losses"], document["devices"][1]["losses"]);
}

TEST_F(CompareTest, MeasuresTheEmulatedDeviceWhichGeneratesItsData) {
  const json document = run_json(linear({"--devices", "cpu,emulated", "--repeat", "2"}));
  const json& emulated = document["devices"][1];
  // As a GPU's: by its own clock, in its own memory.
  EXPECT_TRUE(emulated["limits"]["threads"].is_null());
  EXPECT_GT(emulated["limits"]["read_gbytes_per_second"], 0.0);
  EXPECT_GT(emulated["limits"]["gemm_gflops"], 0.0);
  EXPECT_GT(emulated["fraction_of_limit"], 0.0);
  EXPECT_TRUE(emulated["phases"]["copy"].is_null());
  EXPECT_EQ(emulated["phases"]["generate"]["n"], 1);
  EXPECT_EQ(emulated["phases"]["train"]["n"], 1);
  // Its clock is the host's, and stands within the calls that the host times.
  EXPECT_EQ(emulated["train_by_device_clock"]["n"], 1);
  EXPECT_GT(emulated["train_by_device_clock"]["median"], 0.0);
  EXPECT_LT(emulated["train_by_device_clock"]["median"], emulated["phases"]["train"]["median"]);
  EXPECT_TRUE(document["devices"][0]["train_by_device_clock"].is_null());
}

TEST_F(CompareTest, LoadsAFileOnce) {
  write_flowers();
  const json document = run_json(
      {"compare", "classifier",    "--data",   "flowers.csv", "--target",    "kind",     "--validation",
       "0.2",     "--standardize", "--hidden", "4",           "--optimizer", "sgd",      "--lr",
       "0.1",     "--epochs",      "1",        "--devices",   "cpu",         "--repeat", "2"});
  const json& phases = document["devices"][0]["phases"];
  EXPECT_EQ(phases["load"]["n"], 1);
  EXPECT_TRUE(phases["generate"].is_null());
  EXPECT_EQ(document["run"]["rows"], 48);
  EXPECT_EQ(document["run"]["network"], "2-4-3 relu");
  EXPECT_TRUE(document["speedup"].is_null());
}

TEST_F(CompareTest, EndsWhereTheRunDiverges) {
  const Result result = run(linear({"--devices", "cpu", "--optimizer", "sgd", "--lr", "1e20", "--json"}));
  EXPECT_EQ(result.status, 4) << result.error;
  EXPECT_EQ(parsed(result.output)["error"]["kind"], "diverged");
}

TEST_F(CompareTest, HelpListsItsOptions) {
  EXPECT_THAT(run_ok({"compare", "classifier", "--help"}),
              AllOf(HasSubstr("--devices"), HasSubstr("--repeat"), HasSubstr("--epochs"),
                    HasSubstr("--sweep"), HasSubstr("--target-loss"), HasSubstr("--hidden"),
                    Not(HasSubstr("--device ")), Not(HasSubstr("--out"))));
  EXPECT_THAT(run_ok({"compare", "--help"}), HasSubstr("compare linear|classifier"));
}

TEST_F(CompareTest, WritesAPageThatNeedsNothingElse) {
  const std::string name = "<b>&.csv";
  write_houses(name);
  run_ok({"compare", "linear", "--data", name, "--target", "price", "--standardize", "--epochs", "3",
          "--devices", "cpu:1,reference", "--repeat", "2", "--report", "page.html", "--quiet"});
  const std::string page = read("page.html");
  EXPECT_THAT(page, AllOf(HasSubstr("<!DOCTYPE html>"), HasSubstr("prefers-color-scheme: dark"),
                          HasSubstr("width=device-width"), HasSubstr("Training loss"), HasSubstr("<polyline"),
                          HasSubstr("&lt;b&gt;&amp;.csv"), HasSubstr("</html>")));
  EXPECT_THAT(page, Not(AnyOf(HasSubstr("<b>"), HasSubstr("<script"), HasSubstr("http"))));
}

TEST_F(CompareTest, RefusesAPageThatCannotBeWrittenBeforeItStarts) {
  const Result result = run(linear({"--report", "none/page.html"}));
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.error, AllOf(HasSubstr("none/page.html"), Not(HasSubstr("proving"))));
}

TEST_F(CompareTest, SweepsBatchesUpToThoseAskedFor) {
  const json document = run_json(linear({"--devices", "cpu:1,reference", "--repeat", "1", "--sweep", "batch",
                                         "--batch-size", "64", "--report", "page.html"}));
  const json& sweep = document["sweep"];
  EXPECT_EQ(sweep["of"], "batch");
  EXPECT_EQ(sweep["verified_at"], 64);
  EXPECT_EQ(sweep["devices"], json({"cpu:1", "reference"}));
  ASSERT_EQ(sweep["points"].size(), 2);
  EXPECT_EQ(sweep["points"][1]["size"], 64);
  EXPECT_GT(sweep["points"][1]["samples_per_second"][0]["median"], 0.0);
  EXPECT_EQ(sweep["crossovers"][0]["device"], "reference");
  EXPECT_THAT(read("page.html"), HasSubstr("Rows per second by batch size"));
}

/// Also where a device generates the first rows itself.
TEST_F(CompareTest, SweepsRows) {
  const json document =
      run_json({"compare", "linear", "--data", "synthetic:linear,rows=1500,features=2", "--epochs", "1",
                "--devices", "cpu:1,emulated", "--repeat", "1", "--sweep", "rows"});
  ASSERT_EQ(document["sweep"]["points"].size(), 2);
  EXPECT_EQ(document["sweep"]["points"][0]["size"], 1000);
  EXPECT_EQ(document["sweep"]["points"][1]["size"], 1500);
  EXPECT_EQ(document["sweep"]["verified_at"], 1500);
  for (const json& point : document["sweep"]["points"])
    EXPECT_GT(point["samples_per_second"][1]["median"], 0.0);
}

TEST_F(CompareTest, TellsTheTimeToALoss) {
  const json reached = run_json(linear({"--devices", "cpu", "--repeat", "2", "--target-loss", "1e9"}));
  EXPECT_EQ(reached["target_loss"], 1e9);
  EXPECT_EQ(reached["devices"][0]["to_target"]["epoch"], 1);
  EXPECT_EQ(reached["devices"][0]["to_target"]["seconds"]["n"], 2);
  EXPECT_THAT(run_ok(linear({"--devices", "cpu", "--repeat", "1", "--target-loss", "1e-9"})),
              HasSubstr("not reached"));
}

TEST_F(CompareTest, SaysWhatItWasMeasuredWith) {
  const json document = run_json(linear({"--devices", "cpu", "--repeat", "1"}));
  const json& machine = document["machine"];
  const json version = parsed(run_ok({"--version", "--json"}));
  for (const char* const key : {"version", "revision", "compiler"})
    EXPECT_EQ(machine[key], version[key]) << key;
  EXPECT_THAT(version["revision"].get<std::string>(),
              ::testing::AnyOf("unknown", ::testing::ContainsRegex("^[0-9a-f]{12,40}(-modified)?$")));
}

/// A module that computes nothing right stands for a faulty device.
TEST_F(CompareTest, TimesNothingWhereADeviceIsWrong) {
  std::filesystem::create_directories(path("bin"));
  std::filesystem::copy_file(GLISSADE_PROGRAM, path("bin/glissade"));
  std::filesystem::copy_file(FAKE_MODULE, path("bin/glissade-emulated.so"));
  Command copy = command(linear({"--devices", "cpu,emulated", "--json", "--report", "page.html"}));
  copy.program = path("bin/glissade");
  const Result result = testing::run(copy);
  EXPECT_EQ(result.status, 5) << result.error;
  const json document = parsed(result.output);
  EXPECT_TRUE(document["devices"].empty());
  EXPECT_TRUE(document["speedup"].is_null());
  EXPECT_EQ(document["agreement"]["passed"], false);
  EXPECT_EQ(document["agreement"]["devices"][1]["passed"], false);
  EXPECT_EQ(document["error"]["kind"], "verification");
  EXPECT_THAT(read("page.html"), AllOf(HasSubstr("Nothing was timed"), Not(HasSubstr("<svg"))));
}

}  // namespace
}  // namespace glissade::testing
