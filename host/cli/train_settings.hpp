#pragma once

#include <optional>
#include <string>

#include "cli/train_arguments.hpp"
#include "run/run_options.hpp"

namespace glissade {

/// The run that `train` is to make, and the files that it reads and writes beside the data.
struct TrainSettings {
  RunOptions run;
  bool plan = false;                      ///< show what the run would take, and stop
  std::optional<std::string> checkpoint;  ///< folder
  bool resume = false;
  std::optional<std::string> log;
  std::optional<std::string> report;  ///< a page of HTML
  std::string out = default_model_file;
};

/// `threads` as CommonArguments has it. Throws Error(usage) for a value out of range and for options that do
/// not apply to the model or to each other.
TrainSettings train_settings(const TrainArguments& arguments, bool classifier, int threads);

}  // namespace glissade
