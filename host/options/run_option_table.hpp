#pragma once

#include <span>

#include "options/option_row.hpp"
#include "options/run_options.hpp"

namespace glissade {

/// Every option that decides what a run computes, in the order in which they are applied (an optimizer before
/// its numbers) and printed.
std::span<const OptionRow<RunOptions>> run_option_table();

}  // namespace glissade
