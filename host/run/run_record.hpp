#pragma once

#include <map>
#include <string>

#include "glissade/fit_options.hpp"
#include "glissade/run_result.hpp"

namespace glissade {

/// The entries of a model's record. Nothing in it depends on the time or the threads that a run took.
/// `command`: reproduces the run; empty: not known.
std::map<std::string, std::string> run_record(const FitOptions& options, const RunResult& result,
                                              const std::string& command);

}  // namespace glissade
