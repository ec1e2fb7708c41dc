#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "glissade/comparison.hpp"
#include "glissade/run_result.hpp"
#include "options/run_options.hpp"

namespace glissade {

/// Everything that a command line and its configuration file can say, every value checked.
struct ProgramOptions {
  RunOptions run;
  std::string subject;  ///< the argument that is known by its place; empty: not given
  // Files.
  std::optional<std::string> out, generated_labels, log, report, trace, checkpoint, config;
  // Presentation.
  bool json = false;
  bool quiet = false;
  bool spreadsheet_safe = false;
  // train.
  bool resume = false;
  bool plan = false;
  // verify.
  std::uint64_t verified_steps = 0;  ///< 0: as VerificationOptions has it
  std::string against = "reference";
  // compare.
  std::optional<std::string> devices;
  std::uint64_t repeats = 5;
  std::optional<double> target_loss;
  std::optional<SweptSize> sweep;

  /// The command that gives the same result: what was given, by the command line or the configuration file,
  /// without the options that only concern the run (threads, output), and what the run chose, quoted for a
  /// shell.
  std::function<std::string(const std::vector<ChosenOption>& chosen)> command;

  /// The file that training writes.
  std::string model_file() const { return out.value_or("model.safetensors"); }
};

/// Throws Error(usage) if `command` is given no model file.
void require_model(const ProgramOptions& options, const std::string& command);

}  // namespace glissade
