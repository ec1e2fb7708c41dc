#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "glissade/error.hpp"
#include "glissade/run_result.hpp"

namespace glissade {

/// The document that `train --json` prints.
nlohmann::ordered_json outcome_json(const FitResult& fit, const std::string& model_file);

/// How the run went, in one or two lines.
std::string outcome_summary(const RunResult& outcome);

/// The document for people, in a few lines that end with a command to try next.
std::string outcome_text(const FitResult& fit, const std::string& model_file,
                         const std::string& next_command);

/// The error that a diverged run ends with.
Error divergence_error(const TrainingResult::Divergence& divergence, const std::string& model_file);

}  // namespace glissade
