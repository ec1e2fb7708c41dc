#pragma once

#include <span>
#include <string>
#include <string_view>

#include "options/option_info.hpp"

namespace glissade {

/// Everything that is said about a command in one place.
struct CommandInfo {
  std::string_view name;
  Command command;
  std::string_view arguments;  ///< after the name, in the overview: "MODEL", "linear|classifier"
  std::string_view usage;      ///< after the name, in the command's own help
  std::string_view summary;    ///< in the overview
  std::string_view description;
  /// Description of a classifier's run; empty: as `description`.
  std::string_view classifier_description = {};

  /// Whether the model comes before the options.
  bool takes_model() const { return (command & run_commands) != 0; }
};

std::span<const CommandInfo> all_commands();

/// Null: there is no such command.
const CommandInfo* find_command(std::string_view name);

}  // namespace glissade
