#pragma once

#include <span>
#include <string>

#include "cli/options/bound_option.hpp"
#include "cli/options/command_info.hpp"

namespace glissade {

/// The help of the program: its commands.
std::string overview_text();

/// The help of one command: how it is called, what it does, and its options by heading.
std::string help_text(const CommandInfo& command, const std::string& name,
                      std::span<const BoundOption> options);

/// "CPU threads, …, 1 to 1024 [all that the process may use]": what help says of an option.
std::string option_help(const BoundOption& option);

/// The headings of `options`, each once: that of arguments known by their place, then in the order of first
/// options.
std::vector<std::string_view> headings_of(std::span<const BoundOption> options);

}  // namespace glissade
