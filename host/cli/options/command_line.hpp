#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options/bound_option.hpp"
#include "cli/options/command_info.hpp"
#include "glissade/run_result.hpp"

namespace glissade {

using Arguments = std::vector<std::string>;

/// An option with its value as given; empty for a flag.
struct GivenOption {
  const BoundOption* option = nullptr;
  std::string text;
  std::string place;  ///< "run.toml:3: " if a configuration file gives it
};

/// Null: not given.
const GivenOption* find_given(std::span<const GivenOption> given, std::string_view name);

/// Splits `arguments` into options and their values, each at most once. nullopt: help is asked for. Throws
/// Error(usage) for an option that the command does not have, with the nearest one that it has, and for a
/// value that is missing.
std::optional<std::vector<GivenOption>> split_arguments(const std::string& command,
                                                        std::span<const BoundOption> options,
                                                        Arguments arguments);

/// Adds the options of a configuration file that are not given yet. Throws as read_config(), and Error(usage)
/// for keys that are no options.
void add_configuration(const std::string& path, std::span<const BoundOption> options,
                       std::vector<GivenOption>& given);

/// Puts the values in their places, in the order of `options`. Throws Error(usage) for a value out of range,
/// for options that cannot be combined, and for an output that would take the place of an input.
void apply_options(std::span<const BoundOption> options, std::span<const GivenOption> given);

/// The command that gives the same result, quoted for a shell: `given` without options that only concern
/// what is shown, and `chosen` in place of what was left to the run, in the order of `options`.
std::string reproducing_command(const std::string& command, std::span<const BoundOption> options,
                                std::span<const GivenOption> given,
                                std::span<const ChosenOption> chosen = {});

}  // namespace glissade
