#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "glissade/table.hpp"

namespace glissade {

/// Options of every command, as given.
struct CommonArguments {
  bool json = false;
  bool quiet = false;
  std::optional<std::string> threads;
  std::optional<std::string> config;

  /// 0 where not given.
  int thread_count() const;
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

void add_common_options(CLI::App& app, CommonArguments& common);
void add_source_options(CLI::App& app, SourceArguments& source);
/// Without --data, for a command that takes the source by its place.
void add_target_options(CLI::App& app, SourceArguments& source);

/// Of --device, wherever it is an option.
inline constexpr const char* device_option_help =
    "auto, cpu, cuda, reference or emulated; glissade devices says which work here [auto]";

/// 0 where not given.
std::uint64_t seed_value(const std::optional<std::string>& text);

/// A parser for one command, whose help begins with `usage` ("train linear --data SOURCE [options]").
class CommandLine {
 public:
  CommandLine(std::string command, const std::string& usage, const std::string& description);

  CLI::App& app() { return app_; }

  /// Binds `arguments` (those after the command) to the options, then those of the configuration file that
  /// are not among them. False where help was asked for, and printed. Throws Error(usage), and Error(input)
  /// for a configuration file that cannot be read.
  bool parse(std::vector<std::string> arguments, const CommonArguments& common);

  /// The command that gives the same result: what was given, by the command line or the configuration file,
  /// without the options that only concern the run (threads, output), quoted for a shell.
  std::string reproducing_command() const;

 private:
  void refuse_leftovers() const;
  void apply_config(const std::string& path);
  std::vector<std::string> option_names() const;

  std::string command_;
  CLI::App app_;
};

}  // namespace glissade
