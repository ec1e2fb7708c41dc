#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/train_settings.hpp"
#include "glissade/error.hpp"
#include "glissade/model.hpp"
#include "run/run_result.hpp"

namespace glissade {

/// The epoch whose parameters were kept; nothing without a finished epoch.
const EpochReport* kept_epoch(const TrainSettings& settings, const TrainingResult& result);

/// The document that `train --json` prints.
nlohmann::ordered_json outcome_json(const TrainSettings& settings, const Model& model,
                                    const RunResult& outcome);

/// How the run went, in one or two lines.
std::string outcome_summary(const TrainSettings& settings, const RunResult& outcome);

/// The document for people, in a few lines that end with a command to try next.
std::string outcome_text(const TrainSettings& settings, const Model& model, const RunResult& outcome);

/// The entries of a model's record. Nothing in it depends on the time or the threads that a run took.
std::map<std::string, std::string> training_record(const TrainSettings& settings, const RunResult& outcome,
                                                   const std::string& command, const std::string& checksum);

/// What a diverged run ends with.
Error divergence_error(const TrainSettings& settings, const TrainingResult::Divergence& divergence);

}  // namespace glissade
