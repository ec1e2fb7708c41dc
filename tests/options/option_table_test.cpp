#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "cli/options/option_reading.hpp"
#include "cli/options/program_option_table.hpp"
#include "options/run_option_table.hpp"

namespace glissade {
namespace {

template <class Target>
void expect_sound(const OptionRow<Target>& row) {
  const OptionInfo& info = row.info;
  SCOPED_TRACE(std::string(info.name));
  EXPECT_NE(row.assign, nullptr);
  EXPECT_NE(row.text, nullptr);
  EXPECT_NE(info.commands, 0u);
  EXPECT_FALSE(info.heading.empty());
  EXPECT_FALSE(info.help.empty());
  EXPECT_FALSE(info.help.ends_with('.'));
  EXPECT_LE(info.counts.lowest, info.counts.highest);
  EXPECT_LE(info.numbers.lowest, info.numbers.highest);
}

TEST(OptionTable, RowsAreSound) {
  for (const OptionRow<RunOptions>& row : run_option_table())
    expect_sound(row);
  for (const OptionRow<ProgramOptions>& row : program_option_table())
    expect_sound(row);
}

TEST(OptionTable, RunOptionsHaveEachNameOnce) {
  std::set<std::string_view> names;
  for (const OptionRow<RunOptions>& row : run_option_table())
    EXPECT_TRUE(names.insert(row.info.name).second) << row.info.name;
}

TEST(OptionTable, NoCommandHasANameTwice) {
  for (const CommandInfo& command : all_commands()) {
    for (const bool classifier : {false, true}) {
      ProgramOptions options;
      std::set<std::string_view> names;
      for (const BoundOption& option : options_of(command, classifier, options))
        EXPECT_TRUE(names.insert(option.info->name).second) << command.name << " " << option.info->name;
    }
  }
}

TEST(OptionTable, OptimizersStandBeforeTheirNumbers) {
  const auto table = run_option_table();
  const auto place = [&](std::string_view name) {
    const auto found =
        std::ranges::find_if(table, [&](const OptionRow<RunOptions>& row) { return row.info.name == name; });
    return found - table.begin();
  };
  for (const char* const number : {"lr", "momentum", "nesterov", "beta1", "beta2", "epsilon", "weight-decay"})
    EXPECT_LT(place("optimizer"), place(number)) << number;
}

TEST(OptionTable, CompanionsAreOptions) {
  const auto expect_options = [](std::string_view names) {
    while (!names.empty()) {
      const std::string_view name = names.substr(0, names.find(' '));
      names.remove_prefix(std::min(name.size() + 1, names.size()));
      const auto has_name = [&](const auto& row) { return row.info.name == name; };
      EXPECT_TRUE(std::ranges::any_of(run_option_table(), has_name) ||
                  std::ranges::any_of(program_option_table(), has_name))
          << name;
    }
  };
  for (const OptionRow<RunOptions>& row : run_option_table()) {
    expect_options(row.info.needs);
    expect_options(row.info.excludes);
  }
  for (const OptionRow<ProgramOptions>& row : program_option_table()) {
    expect_options(row.info.needs);
    expect_options(row.info.excludes);
  }
}

}  // namespace
}  // namespace glissade
