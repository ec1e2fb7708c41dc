#pragma once

#include <string>

#include "cli/options/command_info.hpp"
#include "cli/options/command_line.hpp"
#include "cli/options/program_options.hpp"

namespace glissade {

/// The options of a command, bound to their places in `options`, which must outlive the result.
std::vector<BoundOption> options_of(const CommandInfo& command, bool classifier, ProgramOptions& options);

/// A command with one of its models and the options that it then has.
struct CommandOptions {
  const CommandInfo* command = nullptr;
  std::string name;  ///< "train linear", "evaluate"
  std::vector<BoundOption> options;
};

/// The command with each of its models, or alone.
std::vector<CommandOptions> command_options(const CommandInfo& command, ProgramOptions& options);

/// Fills `options` from `arguments` (those after the command called `name`) and their configuration file.
/// False: help was asked for, and printed. `json` becomes true as soon as it is known that a document is
/// wanted. Throws Error(usage), and Error(input) for a configuration file that cannot be read.
bool read_options(const CommandInfo& command, const std::string& name, Arguments arguments,
                  ProgramOptions& options, bool& json);

/// Limits the threads to those that the machine has and the system starts, and says so; 0 stays.
void settle_threads(ProgramOptions& options);

}  // namespace glissade
