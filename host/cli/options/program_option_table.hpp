#pragma once

#include <span>

#include "cli/options/program_options.hpp"
#include "options/option_row.hpp"

namespace glissade {

/// The options that are the program's own: files beside the data, what is shown, verification, comparison.
std::span<const OptionRow<ProgramOptions>> program_option_table();

}  // namespace glissade
