#pragma once

#include <string>

#include "cli/options/program_options.hpp"
#include "glissade/run_result.hpp"

namespace glissade {

/// The page of `train --report`.
std::string train_page(const ProgramOptions& options, const FitResult& fit);

}  // namespace glissade
