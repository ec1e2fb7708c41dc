#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "cli/program_test.hpp"

/// No output may take the place of an input or of another output. Every command is asked for its options, so
/// that a new one that names a file cannot be forgotten here.
namespace glissade::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

enum class Use { input, output, folder };

struct FileOption {
  std::string name;  // as the help has it; without dashes an argument by its place
  Use use = Use::input;
  std::string unless_given{};
};

struct CommandCase {
  std::vector<std::string> words;
  std::vector<std::string> first_arguments;  // what it cannot do without
  std::vector<FileOption> options;           // of a file or a folder, all that it has
};

std::vector<CommandCase> all_commands() {
  std::vector<CommandCase> commands;
  const std::vector<FileOption> of_run{{"--config"}, {"--data"}, {"--labels"}, {"--from"}};
  for (const char* model : {"linear", "classifier"}) {
    commands.push_back({{"train", model}, {}, of_run});
    for (const FileOption& option :
         {FileOption{"--validation-data"}, FileOption{"--validation-labels"},
          FileOption{"--out", Use::output, "model.safetensors"}, FileOption{"--log", Use::output},
          FileOption{"--report", Use::output}, FileOption{"--trace", Use::output},
          FileOption{"--checkpoint", Use::folder}})
      commands.back().options.push_back(option);
    commands.push_back({{"verify", model}, {}, of_run});
    commands.push_back({{"compare", model}, {}, of_run});
    commands.back().options.push_back({"--report", Use::output});
  }
  const std::vector<FileOption> of_model{{"MODEL"}, {"--config"}, {"--data"}, {"--labels"}};
  commands.push_back({{"evaluate"}, {}, of_model});
  commands.back().options.push_back({"--report", Use::output});
  commands.push_back({{"predict"}, {}, of_model});
  commands.back().options.push_back({"--out", Use::output});
  commands.push_back({{"generate"},
                      {"synthetic:linear,rows=5,features=2"},
                      {{"--config"}, {"--out", Use::output}, {"--labels", Use::output}}});
  commands.push_back({{"inspect"}, {}, {{"FILE"}, {"--config"}, {"--labels"}}});
  commands.push_back({{"devices"}, {}, {{"--config"}}});
  return commands;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

bool is_written(const FileOption& option) {
  return option.use != Use::input;
}

class SharedFilesTest : public ProgramTest {
 protected:
  /// A file for each option, under a name of its own; configuration that says nothing.
  void write_file_of(const FileOption& option) const {
    if (option.use == Use::folder) {
      fs::create_directory(path(file_of(option)));
      write(file_of(option) + "/step-00000000000000000007.safetensors", "a checkpoint");
      write(file_of(option) + "/lock", "");
    } else {
      write(file_of(option),
            option.name == "--config" ? "quiet = true\n" : "what is in the file of " + option.name);
    }
  }

  static std::string file_of(const FileOption& option) {
    return option.unless_given.empty() ? "file-of-" + option.name.substr(option.name.rfind('-') + 1) + '-' +
                                             std::to_string(option.name.size())
                                       : option.unless_given;
  }

  /// Every file below the folder, links as what they name.
  std::map<std::string, std::string> everything() const {
    std::map<std::string, std::string> contents;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder())) {
      const std::string name = fs::relative(entry.path(), folder()).string();
      contents[name] = entry.is_symlink()     ? "-> " + fs::read_symlink(entry.path()).string()
                       : entry.is_directory() ? "folder"
                                              : read(name);
    }
    return contents;
  }

  /// The command with one option naming `path`, and all others files of their own.
  static std::vector<std::string> arguments_of(const CommandCase& command, const FileOption& changed,
                                               const std::string& path, const FileOption& other) {
    std::vector<std::string> arguments = command.words;
    arguments.insert(arguments.end(), command.first_arguments.begin(), command.first_arguments.end());
    for (const FileOption& option : command.options) {
      if (option.name.starts_with("--"))
        arguments.push_back(option.name);
      arguments.push_back(option.name == changed.name ? path : file_of(option));
      // Then the name that it has unless given is what counts.
      if (option.name == other.name && !option.unless_given.empty())
        arguments.resize(arguments.size() - 2);
    }
    return arguments;
  }

  void expect_refused(const std::vector<std::string>& arguments, const FileOption& output,
                      const FileOption& other) const {
    SCOPED_TRACE(joined(arguments));
    const auto before = everything();
    const Result result = run(arguments);
    EXPECT_EQ(result.status, 2) << result.error;
    EXPECT_THAT(result.error,
                AllOf(HasSubstr(output.name), HasSubstr(other.name), HasSubstr("the same file")));
    EXPECT_TRUE(before == everything()) << "files were changed";
  }

  /// By its name, by a longer name, through links of both kinds.
  int refuse_each_way(const CommandCase& command, const FileOption& output, const FileOption& other) const {
    const std::string target = file_of(other);
    fs::create_symlink(target, path("link"));
    std::vector<std::string> ways{target, "./" + target, "link"};
    if (other.use != Use::folder) {
      fs::create_hard_link(path(target), path("second-name"));
      ways.emplace_back("second-name");
    }
    for (const std::string& way : ways)
      expect_refused(arguments_of(command, output, way, other), output, other);
    int tried = static_cast<int>(ways.size());
    if (is_written(other)) {
      // Outputs that do not exist yet; the link then leads to nothing.
      const auto kept = everything();
      fs::remove_all(path(target));
      fs::remove(path("second-name"));
      for (const std::string& way : {target, folder() + "/" + target, std::string("link")}) {
        expect_refused(arguments_of(command, output, way, other), output, other);
        ++tried;
      }
      write_file_of(other);
    }
    fs::remove(path("link"));
    fs::remove(path("second-name"));
    return tried;
  }
};

TEST_F(SharedFilesTest, EveryOutputAgainstEveryOtherFile) {
  int tried = 0;
  for (const CommandCase& command : all_commands()) {
    for (const FileOption& option : command.options)
      write_file_of(option);
    for (const FileOption& output : command.options) {
      for (const FileOption& other : command.options) {
        if (is_written(output) && output.name != other.name)
          tried += refuse_each_way(command, output, other);
      }
    }
  }
  EXPECT_GE(tried, 100);
  RecordProperty("combinations", tried);
  std::cout << tried << " combinations of an output and another file refused\n";
}

/// The words after options of which none names a file.
bool names_no_file(const std::string& type) {
  static const std::set<std::string> types{
      "B",    "COLUMN", "COLUMNS", "MARK,…", "D",    "E",      "EPOCHS", "FACTOR", "FRACTION", "K",   "L",
      "LOSS", "M",      "N",       "N,N,…",  "NAME", "NAME,…", "NORM",   "RATE",   "STEPS",    "TIME"};
  return types.contains(type) || type.find('|') != std::string::npos;
}

TEST_F(SharedFilesTest, NoOptionOfAFileIsForgotten) {
  for (const CommandCase& command : all_commands()) {
    std::vector<std::string> help = command.words;
    help.emplace_back("--help");
    std::set<std::string> found;
    for (const std::string& line : lines_of(run_ok(help))) {
      static const std::regex option_line("  (--[a-z0-9-]+) ([^ ]+)(  .*)?");
      static const std::regex place_line("  ([A-Z]+)  .*");
      std::smatch match;
      if (std::regex_match(line, match, option_line) && !names_no_file(match[2]))
        found.insert(match[1]);
      else if (std::regex_match(line, match, place_line) && match[1] != "SOURCE")
        found.insert(match[1]);
    }
    std::set<std::string> known;
    for (const FileOption& option : command.options)
      known.insert(option.name);
    EXPECT_EQ(found, known) << joined(command.words)
                            << ": an option that names a file must be in the list of this test";
  }
}

TEST_F(SharedFilesTest, NoCommandIsForgotten) {
  std::set<std::string> known;
  for (const CommandCase& command : all_commands())
    known.insert(command.words.front());
  std::set<std::string> found;
  for (const std::string& line : lines_of(run_ok({"--help"}))) {
    std::smatch match;
    if (std::regex_match(line, match, std::regex("  ([a-z]+) (linear\\|classifier|[A-Z]+)?  .*")))
      found.insert(match[1]);
  }
  EXPECT_EQ(found, known);
}

TEST_F(SharedFilesTest, ConfigurationCountsToo) {
  write_houses();
  const std::string before = read("houses.csv");
  write("run.toml", "log = \"houses.csv\"\n");
  const Result result = run(
      {"train", "linear", "--data", "houses.csv,header=yes", "--target", "price", "--config", "run.toml"});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.error, HasSubstr("--log and --data name the same file, 'houses.csv'"));
  EXPECT_EQ(read("houses.csv"), before);
}

TEST_F(SharedFilesTest, CheckpointsTakeNoFilesPlace) {
  write_houses();
  run_ok(with_fixed_steps({"train", "linear", "--data", "houses.csv", "--target", "price", "--quiet",
                           "--checkpoint", "points", "--out", "model"}));
  const auto refused = [&](const std::string& folder_name, const std::string& option,
                           const std::string& file) {
    const auto before = everything();
    const Result result = run({"train", "linear", "--data", "houses.csv", "--target", "price", "--checkpoint",
                               folder_name, "--resume", option, file});
    EXPECT_EQ(result.status, 2) << file;
    EXPECT_THAT(result.error,
                HasSubstr(option + " names a file that --checkpoint may replace or remove, '" + file + "'"));
    EXPECT_TRUE(before == everything());
  };
  const std::string checkpoint = "points/step-00000000000000000010.safetensors";
  ASSERT_TRUE(exists(checkpoint));
  fs::create_directory_symlink("points", path("elsewhere"));
  for (const char* folder_name : {"points", "points/", "./points", "elsewhere", "elsewhere/"}) {
    refused(folder_name, "--from", checkpoint);
    refused(folder_name, "--out", "points/lock");
    refused(folder_name, "--log", "elsewhere/step-00000000000000000011.safetensors");
  }
  // A link in the folder, through which a checkpoint would be written.
  fs::create_symlink("../model", path("points/step-00000000000000000012.safetensors"));
  refused("points", "--from", "model");
  fs::remove(path("points/step-00000000000000000012.safetensors"));
  run_ok({"train", "linear", "--data", "houses.csv", "--target", "price", "--checkpoint", "points",
          "--resume", "--out", "points/model", "--log", "points/run.log"});
}

TEST_F(SharedFilesTest, StandardOutputCountsWhereItGoesToAFile) {
  write_houses();
  fs::create_hard_link(path("houses.csv"), path("same"));
  Command into_log =
      command({"train", "linear", "--data", "houses.csv", "--target", "price", "--log", "run.log"});
  into_log.output_path = "run.log";
  const Result result = testing::run(into_log);
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.error, HasSubstr("--log and standard output name the same file, 'run.log'"));
  Command into_itself = command({"inspect", "same"});
  into_itself.output_path = "same";
  EXPECT_THAT(testing::run(into_itself).error,
              HasSubstr("standard output and FILE name the same file, 'same'"));
}

/// The same folder under two names that are no links.
TEST_F(SharedFilesTest, FoldersAreToldByWhatTheyAre) {
  write_houses();
  fs::create_directory(path("one"));
  fs::create_directory(path("other"));
  if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount(path("one").c_str(), path("other").c_str(), nullptr, MS_BIND, nullptr) != 0)
    GTEST_SKIP() << "needs to mount";
  const Result result = run({"train", "linear", "--data", "houses.csv", "--target", "price", "--out",
                             "one/new", "--report", "other/new"});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.error, HasSubstr("--out and --report name the same file, 'one/new'"));
  ::umount(path("other").c_str());
}

TEST_F(SharedFilesTest, WhatHoldsNothingMayBeNamedTwice) {
  write_houses();
  run_ok({"train", "linear", "--data", "houses.csv", "--target", "price", "--out", "/dev/null", "--log",
          "/dev/null", "--report", "/dev/null"});
  const std::string text = run_ok({"train", "linear", "--data", "houses.csv", "--target", "price", "--log",
                                   "/dev/stdout", "--report", "/dev/stdout"});
  EXPECT_THAT(
      text, AllOf(HasSubstr("\"event\":\"start\""), HasSubstr("<!DOCTYPE html>"), HasSubstr("saved model")));
}

TEST_F(SharedFilesTest, OpenDescriptorsAreAddedTo) {
  write_houses();
  run_ok({"train", "linear", "--data", "houses.csv", "--target", "price", "--quiet"});
  Command command = this->command(
      {"predict", "model.safetensors", "--data", "houses.csv", "--out", "/dev/stdout", "--json"});
  command.output_path = "both";
  EXPECT_EQ(testing::run(command).status, 0);
  const std::vector<std::string> lines = lines_of(read("both"));
  EXPECT_EQ(lines.front(), "prediction");
  EXPECT_EQ(lines.back(), "}");
}

TEST_F(SharedFilesTest, FoldersThatAreNotThereAreNotTheSame) {
  write_houses();
  const Result result = run({"train", "linear", "--data", "houses.csv", "--target", "price", "--out",
                             "none/new", "--report", "absent/new"});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.error, HasSubstr("none/new: the file cannot be created: No such file or directory"));
}

TEST_F(SharedFilesTest, AnOutputHasAName) {
  write_houses();
  for (const char* option : {"--out", "--log", "--report", "--checkpoint"}) {
    const Result result = run({"train", "linear", "--data", "houses.csv", "--target", "price", option, ""});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.error, HasSubstr(std::string(option) + " names no file"));
  }
}

}  // namespace
}  // namespace glissade::testing
