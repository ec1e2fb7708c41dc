#include "run/run_record.hpp"

#include "glissade/version.hpp"
#include "text/number_text.hpp"

namespace glissade {

std::map<std::string, std::string> run_record(const FitOptions& options, const RunResult& result,
                                              const std::string& command) {
  std::map<std::string, std::string> record{
      {"device", result.device},
      {"seed", std::to_string(options.training.seed)},
      {"version", std::string(version())},
      {"solver", std::string(name_of(options.solver.value()))},
  };
  if (!command.empty())
    record["command"] = command;
  // A command has them, and makes the same model where they are given.
  for (const ChosenOption& option : command.empty() ? result.chosen : std::vector<ChosenOption>())
    record["chosen." + option.name] = option.value;
  if (!result.checksum.empty())
    record["data_checksum"] = result.checksum;
  if (result.exact) {
    record["rank"] = std::to_string(result.exact->rank);
    record[result.metrics_of_validation ? "validation_loss" : "train_loss"] =
        format_number(result.metrics->mse);
    return record;
  }
  const TrainingResult& training = result.training;
  record["epochs"] = std::to_string(training.epochs.size());
  record["steps"] = std::to_string(training.steps);
  record["stopped"] = name_of(training.stopped);
  if (training.best_epoch)
    record["best_epoch"] = std::to_string(*training.best_epoch);
  if (const EpochReport* const epoch = result.kept_epoch(); epoch != nullptr) {
    // Losses of epochs are those before their steps.
    record["train_loss"] = format_number(result.moments ? result.moments->loss : epoch->train_loss);
    if (epoch->validation_loss)
      record["validation_loss"] = format_number(*epoch->validation_loss);
  }
  return record;
}

}  // namespace glissade
