#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/options/option_reading.hpp"

namespace glissade {

/// A script that completes commands, options and their values. `shell`: bash, zsh or fish; throws
/// Error(usage) for another.
std::string completion_script(std::string_view shell, std::span<const CommandOptions> commands);

}  // namespace glissade
