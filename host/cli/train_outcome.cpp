#include "cli/train_outcome.hpp"

#include <algorithm>

#include "cli/shell_quoting.hpp"
#include "cli/version.hpp"
#include "report/evaluation_report.hpp"
#include "report/json_values.hpp"
#include "report/model_report.hpp"
#include "report/printable.hpp"
#include "report/training_report.hpp"
#include "text/number_text.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

/// How good the model is shows only on rows that it was not trained on.
std::string next_command(const TrainSettings& settings) {
  if (!settings.run.validation_source)
    return "glissade inspect " + shell_quoted(settings.out);
  const SourceOptions& source = *settings.run.validation_source;
  std::string command =
      "glissade evaluate " + shell_quoted(settings.out) + " --data " + shell_quoted(source.data);
  if (!source.labels.empty())
    command += " --labels " + shell_quoted(source.labels);
  if (!source.target.empty())
    command += " --target " + shell_quoted(source.target);
  // A synthetic source that states no seed takes this one.
  if (is_synthetic(source.data) && source.seed != 0)
    command += " --seed " + std::to_string(source.seed);
  return command;
}

std::string descent_summary(const TrainSettings& settings, const RunResult& outcome) {
  const TrainingResult& result = outcome.training;
  std::uint64_t rows = 0;
  for (const EpochReport& epoch : result.epochs)
    rows += epoch.rows;
  std::string text;
  if (const EpochReport* const epoch = kept_epoch(settings, result); epoch != nullptr) {
    text = epoch->validation_loss ? "validation loss " + rounded(*epoch->validation_loss)
                                  : "train loss " + rounded(epoch->train_loss);
    if (epoch->validation_accuracy)
      text += ", validation accuracy " + percentage(*epoch->validation_accuracy);
    else if (epoch->train_accuracy && !epoch->validation_loss)
      text += ", train accuracy " + percentage(*epoch->train_accuracy);
    if (epoch->validation_r2)
      text += ", validation R² " + rounded(*epoch->validation_r2);
    text +=
        " at epoch " + std::to_string(epoch->epoch) + " of " + std::to_string(result.epochs.size()) + '\n';
  }
  text += counted(result.steps, "step") + " in " + duration(result.seconds) + " on " + outcome.device;
  if (rows > 0 && result.seconds > 0.0)
    text += ", " + whole(static_cast<double>(rows) / result.seconds) + " rows/s";
  if (result.stopped != StopReason::epochs)
    text += ", stopped by " + std::string(name_of(result.stopped));
  return text + '\n';
}

std::string exact_summary(const RunResult& outcome) {
  std::string text = "exact least squares of rank " + std::to_string(outcome.exact->rank) + " in " +
                     duration(outcome.training.seconds) + '\n';
  if (outcome.metrics) {
    text += std::string(outcome.metrics_of_validation ? "validation" : "training") + " MSE " +
            rounded(outcome.metrics->mse, 6) + ", R² " + rounded(outcome.metrics->r2, 6) + '\n';
  }
  return text;
}

}  // namespace

std::string outcome_summary(const TrainSettings& settings, const RunResult& outcome) {
  return outcome.exact ? exact_summary(outcome) : descent_summary(settings, outcome);
}

const EpochReport* kept_epoch(const TrainSettings& settings, const TrainingResult& result) {
  if (result.epochs.empty())
    return nullptr;
  const auto is_best = [&](const EpochReport& epoch) { return epoch.epoch == result.best_epoch; };
  const auto best = std::find_if(result.epochs.begin(), result.epochs.end(), is_best);
  // Only under patience are the best epoch's parameters restored.
  return settings.run.training.patience && best != result.epochs.end() ? &*best : &result.epochs.back();
}

nlohmann::ordered_json outcome_json(const TrainSettings& settings, const Model& model,
                                    const RunResult& outcome) {
  nlohmann::ordered_json json;
  json["device"] = outcome.device;
  json["device_reason"] = outcome.device_reason;
  json["parameters"] = model.network.parameter_count();
  json["resumed_step"] = outcome.resumed_step ? nlohmann::ordered_json(*outcome.resumed_step) : nullptr;
  add_training_result(json, outcome.training);
  if (outcome.exact) {
    json["stopped"] = nullptr;
    json["rank"] = outcome.exact->rank;
    auto& dependent = json["dependent_features"] = nlohmann::ordered_json::array();
    const std::vector<std::string> names = model.preprocessing.feature_names();
    for (const std::uint64_t feature : outcome.exact->dependent_features)
      dependent.push_back(names[feature]);
  }
  if (outcome.metrics) {
    json["metrics_of"] = outcome.metrics_of_validation ? "validation" : "training";
    json["metrics"] = evaluation_json(*outcome.metrics)["metrics"];
  }
  json["model"] = settings.out;
  return json;
}

std::string outcome_text(const TrainSettings& settings, const Model& model, const RunResult& outcome) {
  return describe_network(model.network) + ", " + counted(model.network.parameter_count(), "parameter") +
         '\n' + outcome_summary(settings, outcome) + "saved " + printable(settings.out) +
         "; next: " + printable(next_command(settings)) + '\n';
}

std::map<std::string, std::string> training_record(const TrainSettings& settings, const RunResult& outcome,
                                                   const std::string& command, const std::string& checksum) {
  const TrainingResult& result = outcome.training;
  std::map<std::string, std::string> record{
      {"command", command},
      {"device", outcome.device},
      {"seed", std::to_string(settings.run.training.seed)},
      {"version", std::string(program_version())},
      {"solver", outcome.exact ? "exact" : "descent"},
  };
  if (!checksum.empty())
    record["data_checksum"] = checksum;
  if (outcome.exact) {
    record["rank"] = std::to_string(outcome.exact->rank);
    record[outcome.metrics_of_validation ? "validation_loss" : "train_loss"] =
        format_number(outcome.metrics->mse);
    return record;
  }
  record["epochs"] = std::to_string(result.epochs.size());
  record["steps"] = std::to_string(result.steps);
  record["stopped"] = name_of(result.stopped);
  if (result.best_epoch)
    record["best_epoch"] = std::to_string(*result.best_epoch);
  if (const EpochReport* const epoch = kept_epoch(settings, result); epoch != nullptr) {
    record["train_loss"] = format_number(epoch->train_loss);
    if (epoch->validation_loss)
      record["validation_loss"] = format_number(*epoch->validation_loss);
  }
  return record;
}

Error divergence_error(const TrainSettings& settings, const TrainingResult::Divergence& divergence) {
  return {ErrorKind::diverged,
          "training diverged in epoch " + std::to_string(divergence.epoch) + ", step " +
              std::to_string(divergence.step) + ", at learning rate " +
              format_number(divergence.learning_rate) + ": the loss or a parameter is no longer finite",
          "Try a lower --lr, --standardize or --clip; the last finite model is in " + settings.out + "."};
}

}  // namespace glissade
