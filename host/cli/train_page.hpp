#pragma once

#include <string>

#include "cli/train_outcome.hpp"
#include "cli/train_settings.hpp"
#include "run/preparation.hpp"

namespace glissade {

/// The page of `train --report`.
std::string train_page(const TrainSettings& settings, const Preparation& run, const RunResult& outcome,
                       const std::string& command);

}  // namespace glissade
