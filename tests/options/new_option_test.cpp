#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "cli/options/help_text.hpp"
#include "cli/options/option_reading.hpp"
#include "documents/completion.hpp"
#include "documents/manual_page.hpp"
#include "glissade/error.hpp"
#include "options/run_option_table.hpp"
#include "run/run_identity.hpp"
#include "support/temporary_directory.hpp"

/// One more row in the table of options is all that a new option needs.
namespace glissade {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Row = OptionRow<RunOptions>;

const Row new_option = member_option<RunOptions, &RunOptions::training, &RequestedTraining::l1>(
    {.name = "new-option",
     .value = "NUMBER",
     .help = "Does something new",
     .heading = "Novelties",
     .commands = train_command,
     .numbers = {.lowest = 0.0, .highest = 8.0},
     .traits = decides_steps});

class NewOption : public ::testing::Test {
 protected:
  NewOption() {
    const auto table = run_option_table();
    rows_.assign(table.begin(), table.end());
    rows_.push_back(new_option);
    bind_options(std::span<const Row>(rows_), train_command, false, run_, bound_);
  }

  static const CommandInfo& train() { return *find_command("train"); }
  std::vector<CommandOptions> commands() const { return {{&train(), "train linear", bound_}}; }

  std::vector<GivenOption> split(const Arguments& arguments) const {
    return split_arguments("train linear", bound_, arguments).value();
  }

  std::vector<Row> rows_;
  RunOptions run_;
  std::vector<BoundOption> bound_;
};

TEST_F(NewOption, IsParsed) {
  apply_options(bound_, split({"--new-option", "3"}));
  EXPECT_EQ(run_.training.l1, 3.0);
}

TEST_F(NewOption, HasARange) {
  const auto given = split({"--new-option", "9"});
  try {
    apply_options(bound_, given);
    FAIL() << "9 is accepted";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()), "{new_option} takes a number from 0 to 8, not '9'");
  }
}

TEST_F(NewOption, IsInHelp) {
  const std::string help = help_text(train(), "train linear", bound_);
  EXPECT_THAT(help, HasSubstr("\nNovelties:\n  --new-option NUMBER"));
  EXPECT_THAT(help, HasSubstr("Does something new (0 to 8) [0]"));
}

TEST_F(NewOption, IsSuggestedForASlip) {
  try {
    split({"--new-optoin", "3"});
    FAIL() << "the slip is accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.hint(), "Did you mean --new-option?");
  }
}

TEST_F(NewOption, IsAKeyOfConfiguration) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/run.toml";
  std::ofstream(path) << "new-option = 4\n";
  std::vector<GivenOption> given;
  add_configuration(path, bound_, given);
  apply_options(bound_, given);
  EXPECT_EQ(run_.training.l1, 4.0);
}

TEST_F(NewOption, IsInTheReproducingCommand) {
  EXPECT_EQ(reproducing_command("train linear", bound_, split({"--new-option", "3", "--data", "a b.csv"})),
            "glissade train linear --data 'a b.csv' --new-option 3");
}

TEST_F(NewOption, IsPartOfTheIdentity) {
  run_.training.l1 = 3.0;
  EXPECT_EQ(describe_options(run_, rows_).at("--new-option"), "3");
}

TEST_F(NewOption, HadItsDefaultInEarlierCheckpoints) {
  RunDescription saved = describe_options(run_, run_option_table());
  EXPECT_FALSE(saved.contains("--new-option"));
  EXPECT_EQ(with_former_defaults(saved, describe_options(run_, rows_), rows_).at("--new-option"), "0");
  rows_.back().info.former_default = "5";
  EXPECT_EQ(with_former_defaults(saved, describe_options(run_, rows_), rows_).at("--new-option"), "5");
}

TEST_F(NewOption, IsCompleted) {
  for (const std::string shell : {"bash", "zsh", "fish"})
    EXPECT_THAT(completion_script(shell, commands()), HasSubstr("new-option")) << shell;
}

TEST_F(NewOption, IsInTheManual) {
  EXPECT_THAT(manual_page(commands()),
              HasSubstr(".SS Novelties\n.TP\n\\fB\\-\\-new\\-option\\fR \\fINUMBER\\fR\nDoes something new"));
}

}  // namespace
}  // namespace glissade
