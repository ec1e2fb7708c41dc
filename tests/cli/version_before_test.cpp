#include <filesystem>

#include "cli/program_test.hpp"
#include "glissade/model.hpp"

/// Files of an earlier version are read, resumed and reproduced.
namespace glissade::testing {
namespace {

namespace fs = std::filesystem;

class VersionBefore : public ProgramTest {
 protected:
  void SetUp() override {
    for (const auto& entry : fs::directory_iterator(GLISSADE_VERSION_BEFORE))
      fs::copy(entry.path(), path(entry.path().filename().string()), fs::copy_options::recursive);
  }

  /// The arguments that made a model, from its record.
  std::vector<std::string> command_of(const std::string& model) const {
    std::vector<std::string> words;
    std::istringstream text(load_model(path(model)).record.at("command"));
    for (std::string word; text >> word;)
      words.push_back(word);
    words.erase(words.begin());
    return words;
  }

  /// The bytes of a model but for its command and its reading, which say more today.
  std::string content(const std::string& model) const {
    Model loaded = load_model(path(model));
    loaded.record.erase("command");
    // Earlier versions did not say how the table was read.
    loaded.preprocessing.reading = {};
    save_model(loaded, path("content.safetensors"));
    return read("content.safetensors");
  }

  std::string remade(const std::string& model, std::vector<std::string> more) const {
    std::vector<std::string> arguments = command_of(model);
    more.insert(more.end(), {"--out", "remade.safetensors", "--quiet"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    run_ok(arguments);
    return content("remade.safetensors");
  }
};

TEST_F(VersionBefore, ModelsPredictTheSame) {
  const std::map<std::string, std::string> data{
      {"linear", "houses.csv"}, {"exact", "houses.csv"}, {"classifier", "flowers.csv"}};
  for (const auto& [model, source] : data) {
    const std::string device = model == "exact" ? "auto" : "reference";
    EXPECT_EQ(run_ok({"predict", model + ".safetensors", "--data", source, "--device", device}),
              read(model + ".csv"))
        << model;
  }
}

TEST_F(VersionBefore, RunsComeToTheSameBytes) {
  // Options that were not given had other defaults.
  const std::vector<std::string> of_linear{"--solver", "descent", "--lr", "0.01"};
  const std::vector<std::string> of_classifier{"--scale", "none", "--l2", "0", "--schedule", "constant"};
  EXPECT_EQ(remade("linear.safetensors", of_linear), content("linear.safetensors"));
  EXPECT_EQ(remade("classifier.safetensors", of_classifier), content("classifier.safetensors"));
}

TEST_F(VersionBefore, CheckpointsAreResumedToTheSameBytes) {
  for (const std::string model : {"linear", "classifier"})
    EXPECT_EQ(remade(model + ".safetensors", {"--checkpoint", model + "-points", "--resume"}),
              content(model + ".safetensors"))
        << model;
}

TEST_F(VersionBefore, CheckpointsOfAnotherRunAreRefused) {
  std::vector<std::string> arguments = command_of("linear.safetensors");
  arguments.insert(arguments.end(), {"--checkpoint", "linear-points", "--resume", "--clip", "0.5"});
  const Result result = run(arguments);
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.error, ::testing::HasSubstr("--clip was 0 there and is 0.5 here"));
}

}  // namespace
}  // namespace glissade::testing
