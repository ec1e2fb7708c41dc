#include "documents/completion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "cli/options/option_reading.hpp"
#include "glissade/error.hpp"
#include "support/temporary_directory.hpp"

namespace glissade {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string output_of(const std::string& command) {
  std::string text;
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
    text.append(buffer.data(), count);
  EXPECT_EQ(::pclose(pipe), 0) << command;
  return text;
}

class Completion : public ::testing::Test {
 protected:
  Completion() {
    for (const CommandInfo& command : all_commands()) {
      for (CommandOptions& one : command_options(command, options_))
        commands_.push_back(std::move(one));
    }
  }

  /// The words that bash offers for a line that ends with the word to complete, which may be empty.
  std::string completed(const std::vector<std::string>& words) const {
    const std::string script = directory_.path() + "/completion.bash";
    std::ofstream(script) << completion_script("bash", commands_) << "COMP_WORDS=(";
    std::ofstream more(script, std::ios::app);
    for (const std::string& word : words)
      more << "'" << word << "' ";
    more << ")\nCOMP_CWORD=" << words.size() - 1 << "\n_glissade\nprintf ' %s' \"${COMPREPLY[@]}\"\n";
    more.close();
    return output_of("bash '" + script + "'") + " ";
  }

  TemporaryDirectory directory_;
  ProgramOptions options_;
  std::vector<CommandOptions> commands_;
};

TEST_F(Completion, OffersCommands) {
  EXPECT_THAT(completed({"glissade", ""}), HasSubstr(" train verify compare "));
  EXPECT_EQ(completed({"glissade", "pre"}), " predict ");
}

TEST_F(Completion, OffersModels) {
  EXPECT_EQ(completed({"glissade", "train", "l"}), " linear ");
}

TEST_F(Completion, OffersOptionsOfTheModelAlone) {
  EXPECT_EQ(completed({"glissade", "train", "classifier", "--hid"}), " --hidden ");
  EXPECT_EQ(completed({"glissade", "train", "linear", "--hid"}), "  ");
  EXPECT_EQ(completed({"glissade", "predict", "m.safetensors", "--spread"}), " --spreadsheet-safe ");
}

TEST_F(Completion, OffersValues) {
  EXPECT_EQ(completed({"glissade", "train", "linear", "--optimizer", ""}), " sgd adam adamw conjugate ");
  EXPECT_EQ(completed({"glissade", "train", "linear", "--impute", "me"}), " mean median ");
}

TEST_F(Completion, OffersFilesWhereAFileIsNamed) {
  std::ofstream(directory_.path() + "/houses.csv") << "";
  const std::string start = directory_.path() + "/hou";
  EXPECT_EQ(completed({"glissade", "train", "linear", "--data", start}),
            " " + directory_.path() + "/houses.csv ");
  EXPECT_EQ(completed({"glissade", "train", "linear", "--epochs", start}), "  ");
  EXPECT_EQ(completed({"glissade", "train", "linear", "--device", "em"}), " emulated ");
}

TEST_F(Completion, ScriptsAreValid) {
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    if (std::system(("command -v " + shell + " >/dev/null").c_str()) != 0)
      continue;
    const std::string script = directory_.path() + "/completion." + shell;
    std::ofstream(script) << completion_script(shell, commands_);
    EXPECT_EQ(output_of(shell + " -n '" + script + "' 2>&1"), "") << shell;
  }
  EXPECT_THROW(completion_script("tcsh", commands_), Error);
}

}  // namespace
}  // namespace glissade
