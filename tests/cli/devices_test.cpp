#include <filesystem>

#include "cli/program_test.hpp"

namespace glissade::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<std::string> training{
    "train", "linear", "--data", "synthetic:linear,rows=200,features=3", "--epochs", "2"};

/// Runs a copy of the program in bin/ of the test's folder, with the modules that the test puts beside it.
class DevicesTest : public ProgramTest {
 protected:
  void SetUp() override {
    fs::create_directories(path("bin"));
    fs::copy_file(GLISSADE_PROGRAM, path("bin/glissade"));
  }

  void install(const char* module, const std::string& place) const {
    const fs::path file = fs::path(path(place)).lexically_normal();
    fs::create_directories(file.parent_path());
    fs::copy_file(module, file);
  }

  /// `driver_status`: what cuInit of a fake driver returns.
  Result run_copy(std::vector<std::string> arguments, const std::string& driver_status = "100") const {
    Command copy = command(std::move(arguments));
    copy.program = path("bin/glissade");
    copy.environment = {"LD_LIBRARY_PATH=" FAKE_DRIVER_FOLDER, "FAKE_CUDA_STATUS=" + driver_status};
    return testing::run(copy);
  }

  json document_of_copy(std::vector<std::string> arguments, const std::string& driver_status = "100") const {
    arguments.push_back("--json");
    const Result result = run_copy(std::move(arguments), driver_status);
    EXPECT_EQ(result.status, 0) << result.error;
    return parsed(result.output);
  }
};

std::vector<std::string> training_with(const std::vector<std::string>& more) {
  std::vector<std::string> arguments = training;
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

TEST_F(DevicesTest, ListsTheCpuWithItsPeaksAndWhyOthersCannotBeUsed) {
  const Result text = run_copy({"devices"});
  EXPECT_EQ(text.status, 0) << text.error;
  EXPECT_THAT(text.output, HasSubstr(" GFLOP/s"));
  EXPECT_THAT(text.output, HasSubstr("cuda      not usable: the NVIDIA driver finds no GPU"));
  EXPECT_THAT(text.output, HasSubstr("emulated  not usable: this build has no emulated device"));
  const json document = document_of_copy({"devices", "--threads", "1"});
  ASSERT_EQ(document["devices"].size(), 3u);
  const json& cpu = document["devices"][0];
  EXPECT_EQ(cpu["device"], "cpu");
  EXPECT_EQ(cpu["threads"], 1);
  EXPECT_FALSE(cpu["instruction_set"].get<std::string>().empty());
  EXPECT_GT(cpu["read_gbytes_per_second"], 0.0);
  EXPECT_GT(cpu["gemm_gflops"], 0.0);
  const json& cuda = document["devices"][1];
  EXPECT_EQ(cuda["device"], "cuda");
  EXPECT_EQ(cuda["usable"], false);
  EXPECT_THAT(cuda["problem"].get<std::string>(), HasSubstr("CUDA_ERROR_NO_DEVICE"));
  EXPECT_EQ(document["auto"]["device"], "cpu");
}

TEST_F(DevicesTest, ListsWhatTheModuleSees) {
  install(FAKE_MODULE, "bin/glissade-emulated.so");
  const json emulated = document_of_copy({"devices"})["devices"][2];
  EXPECT_EQ(emulated["usable"], true);
  EXPECT_EQ(emulated["name"], "Fake 9000");
  EXPECT_EQ(emulated["compute_capability"], "9.0");
  EXPECT_EQ(emulated["memory_bytes"], std::uint64_t{80} << 30);
  EXPECT_EQ(emulated["driver_version"], "13.0");
  EXPECT_EQ(emulated["runtime_version"], "12.4");
  EXPECT_THAT(run_copy({"devices"}).output,
              HasSubstr("Fake 9000, compute capability 9.0, 80.0 GiB of memory, 79.0 GiB of it free"));
}

TEST_F(DevicesTest, ListsVariablesThatChangeArithmetic) {
  Command devices = command({"devices", "--json"});
  devices.environment = {"NVIDIA_TF32_OVERRIDE=0"};
  const json environment = parsed(testing::run(devices).output)["environment"];
  EXPECT_EQ(environment["NVIDIA_TF32_OVERRIDE"], "0");
  EXPECT_FALSE(environment.contains("CUBLAS_WORKSPACE_CONFIG"));
}

TEST_F(DevicesTest, ThreadsHaveAProcessorEach) {
  const Result beyond = run({"devices", "--json", "--threads", "1024"});
  const json all = parsed(beyond.output);
  EXPECT_LT(all["devices"][0]["threads"], 1024);
  EXPECT_THAT(beyond.error, HasSubstr("--threads 1024 is more than the "));
  EXPECT_EQ(run({"devices", "--quiet", "--threads", "1024"}).error, "");
  Command by_default = command({"devices", "--json"});
  by_default.environment = {"OMP_NUM_THREADS=64"};
  EXPECT_LE(parsed(testing::run(by_default).output)["devices"][0]["threads"], all["devices"][0]["threads"]);
}

TEST_F(DevicesTest, DriverThatFindsNoGpuEndsInStatus6) {
  // Within 12 ms on a busy machine: nothing of CUDA is loaded.
  for (const auto& [status, reason] : {std::pair("100", "finds no GPU (CUDA_ERROR_NO_DEVICE, 100)"),
                                       std::pair("803", "different versions")}) {
    const Result result = run_copy(training_with({"--device", "cuda"}), status);
    EXPECT_EQ(result.status, 6);
    EXPECT_THAT(result.error, HasSubstr("the cuda device cannot be used: "));
    EXPECT_THAT(result.error, HasSubstr(reason));
    EXPECT_THAT(result.error, HasSubstr("hint: "));
    EXPECT_THAT(result.error, Not(HasSubstr("rows")));  // before any data is read
  }
}

TEST_F(DevicesTest, BuildWithoutTheModuleSaysSo) {
  const Result cuda = run_copy(training_with({"--device", "cuda"}), "0");
  EXPECT_EQ(cuda.status, 6);
  EXPECT_THAT(cuda.error, HasSubstr("this build has no CUDA module (glissade-cuda.so)"));
  const Result emulated = run_copy(training_with({"--device", "emulated"}));
  EXPECT_EQ(emulated.status, 6);
  EXPECT_THAT(emulated.error, HasSubstr("this build has no emulated device (glissade-emulated.so)"));
}

TEST_F(DevicesTest, ModuleOfAnotherVersionIsRefused) {
  install(FAKE_MODULE_OF_ANOTHER_VERSION, "bin/glissade-emulated.so");
  const Result result = run_copy(training_with({"--device", "emulated"}));
  EXPECT_EQ(result.status, 6);
  EXPECT_THAT(result.error, HasSubstr("belongs to another version of Glissade"));
}

TEST_F(DevicesTest, AutomaticSaysWhichAndWhy) {
  const Result result = run_copy(training);
  EXPECT_EQ(result.status, 0) << result.error;
  EXPECT_THAT(result.error, HasSubstr("device cpu: the NVIDIA driver finds no GPU"));
  const json without_module = document_of_copy(training, "0");
  EXPECT_EQ(without_module["device"], "cpu");
  EXPECT_EQ(without_module["device_reason"], "this build has no CUDA module (glissade-cuda.so)");
  install(FAKE_MODULE, "bin/glissade-emulated.so");
  EXPECT_EQ(document_of_copy(training)["device"], "cpu") << "the emulated device is for tests, by name only";
  install(FAKE_MODULE, "bin/glissade-cuda.so");
  const json with_gpu = document_of_copy(training, "0");
  EXPECT_EQ(with_gpu["device"], "cuda");
  EXPECT_EQ(with_gpu["device_reason"], "there is an NVIDIA GPU: Fake 9000");
}

TEST_F(DevicesTest, TrainsOnAnInstalledModule) {
  install(FAKE_MODULE, "bin/" INSTALLED_MODULE_FOLDER "/glissade-emulated.so");
  const json run =
      document_of_copy(with_fixed_steps(training_with({"--device", "emulated", "--precision", "bf16"})));
  EXPECT_EQ(run["device"], "emulated");
  EXPECT_EQ(run["steps"], 4);
  // The fake's loss is the number of the step: 128 rows of step 1 and 72 of step 2.
  EXPECT_EQ(run["epochs"][0]["train_loss"], (128 * 1 + 72 * 2) / 200.0);
  EXPECT_THAT(run_copy({"inspect", "model.safetensors"}).output, HasSubstr("--precision bf16"));
}

TEST_F(DevicesTest, PlanStopsBeforeTraining) {
  install(FAKE_MODULE, "bin/glissade-emulated.so");
  const Result text = run_copy(training_with({"--device", "emulated", "--plan"}));
  EXPECT_EQ(text.status, 0) << text.error;
  EXPECT_THAT(text.output, HasSubstr("memory of the emulated device"));
  EXPECT_THAT(text.output,
              HasSubstr("it fits; 3 kernels and matrix products a step, of which 2 wait for one another\n"
                        "  one after the other: loss, update\n"
                        "  beside them: gradient of the weights\n"));
  EXPECT_FALSE(exists("model.safetensors"));
  const json plan = document_of_copy(training_with({"--device", "emulated", "--plan"}))["plan"];
  EXPECT_EQ(plan["items"][0]["purpose"], "training data");
  EXPECT_EQ(plan["items"][0]["bytes"], 200 * 3 * 4);
  EXPECT_EQ(plan["bytes"], 200 * 3 * 4 + plan["items"][1]["bytes"].get<int>());
  EXPECT_EQ(plan["fits"], true);
  EXPECT_EQ(plan["launches_per_step"], 3);
  EXPECT_EQ(plan["longest_chain"], 2);
  EXPECT_EQ(plan["nodes"][1]["name"], "gradient of the weights");
  EXPECT_EQ(plan["nodes"][1]["aside"], true);
}

TEST_F(DevicesTest, PlanThatDoesNotFitIsShownAndTheRunRefused) {
  install(FAKE_MODULE, "bin/glissade-emulated.so");
  const std::vector<std::string> too_large = training_with({"--device", "emulated", "--seed", "13"});
  auto plan = too_large;
  plan.push_back("--plan");
  EXPECT_THAT(run_copy(plan).output, HasSubstr("it does not fit"));
  const Result result = run_copy(too_large);
  EXPECT_EQ(result.status, 6);
  EXPECT_THAT(result.error, HasSubstr("3 GiB are needed and 2 GiB are free"));
  EXPECT_THAT(result.error, HasSubstr("hint: Try --batch-size 64."));
}

}  // namespace
}  // namespace glissade::testing
