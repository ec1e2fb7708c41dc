#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command_files.hpp"
#include "glissade/table.hpp"

// Named only: its header takes seconds to compile.
namespace CLI {
class App;
}

namespace glissade {

/// Options of every command, as given.
struct CommonArguments {
  bool json = false;
  bool quiet = false;
  std::optional<std::string> threads;
  std::optional<std::string> config;

  /// 0 where not given. Says so on standard error where there are fewer processors, and returns their number;
  /// and where the system does not give as many as are to be used.
  int thread_count() const;

 private:
  int wanted_threads() const;
};

/// Where data comes from, as given.
struct SourceArguments {
  std::optional<std::string> data;
  std::optional<std::string> labels;
  std::optional<std::string> target;
  std::optional<std::string> seed;

  /// Without the parts that depend on a command. Throws Error(usage) without --data.
  SourceOptions options(int threads) const;
};

/// Of --device, wherever it is an option.
inline constexpr const char* device_option_help =
    "auto, cpu, cuda, reference or emulated; glissade devices says which work here [auto]";

/// Of --report, likewise.
inline constexpr const char* report_option_help = "Also write a page of HTML with tables and drawings [none]";

/// 0 where not given.
std::uint64_t seed_value(const std::optional<std::string>& text);

/// An option that names a file.
struct FileOption {
  std::string name;
  FileRole role;
  const std::optional<std::string>* text;
  std::string unless_given;  ///< empty: none
};

/// Adds options, which the help lists together under a heading. `name` without dashes is an argument by
/// place.
class OptionGroup {
 public:
  OptionGroup(CLI::App& app, std::vector<FileOption>& files, std::string heading)
      : app_(app), files_(files), heading_(std::move(heading)) {}

  /// `type`: what the help shows for the value.
  void add(const std::string& name, std::optional<std::string>& text, const std::string& type,
           const std::string& description);
  void add_flag(const std::string& name, bool& flag, const std::string& description);
  /// `unless_given`: the file that is written where the option is not given.
  void add_file(FileRole role, const std::string& name, std::optional<std::string>& text,
                const std::string& type, const std::string& description,
                const std::string& unless_given = {});

 private:
  CLI::App& app_;
  std::vector<FileOption>& files_;
  std::string heading_;
};

/// A parser for one command, whose help begins with `usage` ("train linear --data SOURCE [options]").
class CommandLine {
 public:
  CommandLine(std::string command, const std::string& usage, const std::string& description);
  ~CommandLine();

  OptionGroup group(std::string heading = "Options");

  /// Binds `arguments` (those after the command) to the options, then those of the configuration file that
  /// are not among them. False where help was asked for, and printed. Throws Error(usage), also for an output
  /// that would take the place of an input, and Error(input) for a configuration file that cannot be read.
  bool parse(std::vector<std::string> arguments, const CommonArguments& common);

  /// The command that gives the same result: what was given, by the command line or the configuration file,
  /// without the options that only concern the run (threads, output), quoted for a shell.
  std::string reproducing_command() const;

 private:
  void refuse_leftovers() const;
  void apply_config(const std::string& path);
  void refuse_shared_files() const;
  std::vector<std::string> option_names() const;

  std::string command_;
  std::unique_ptr<CLI::App> app_;
  std::vector<FileOption> files_;
};

void add_common_options(CommandLine& line, CommonArguments& common);
void add_source_options(CommandLine& line, SourceArguments& source);
/// Without --data, for a command that takes the source by its place.
void add_target_options(CommandLine& line, SourceArguments& source);

}  // namespace glissade
