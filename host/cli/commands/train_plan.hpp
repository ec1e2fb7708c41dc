#pragma once

#include "cli/options/program_options.hpp"
#include "run/preparation.hpp"

namespace glissade {

/// Throws Error(usage) if the device has no memory of its own to plan. Before any data is read: that may take
/// long.
void require_plan(const ProgramOptions& options);

/// Prints what training would take on the device of `run`, which must be one of a module.
void show_plan(const Preparation& run, const ProgramOptions& options);

}  // namespace glissade
