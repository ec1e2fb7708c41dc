#include "report/training_outcome.hpp"

#include "report/evaluation_report.hpp"
#include "report/json_values.hpp"
#include "report/model_report.hpp"
#include "report/printable.hpp"
#include "report/training_report.hpp"
#include "text/number_text.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

std::string descent_summary(const RunResult& outcome) {
  const TrainingResult& result = outcome.training;
  std::uint64_t rows = 0;
  for (const EpochReport& epoch : result.epochs)
    rows += epoch.rows;
  std::string text;
  // Losses of epochs are those before their steps; that of a run on moments is known after the last one.
  const EpochReport* const epoch = outcome.kept_epoch();
  if (epoch != nullptr && (!outcome.moments || epoch->validation_loss)) {
    text = epoch->validation_loss ? "validation loss " + rounded(*epoch->validation_loss)
                                  : "train loss " + rounded(epoch->train_loss);
    if (epoch->validation_accuracy)
      text += ", validation accuracy " + percentage(*epoch->validation_accuracy);
    else if (epoch->train_accuracy && !epoch->validation_loss)
      text += ", train accuracy " + percentage(*epoch->train_accuracy);
    if (outcome.train_r2 && !epoch->validation_loss)
      text += ", train R² " + rounded(*outcome.train_r2);
    if (epoch->validation_r2)
      text += ", validation R² " + rounded(*epoch->validation_r2);
    const bool was_stopped = result.stopped == StopReason::signal || result.stopped == StopReason::time;
    const std::uint64_t epochs = was_stopped ? outcome.options.epochs : result.epochs.size();
    text += " at epoch " + std::to_string(epoch->epoch) + " of " + std::to_string(epochs) + '\n';
  }
  text += counted(result.steps, "step") + " in " + duration(result.seconds) + " on " + outcome.device;
  if (rows > 0 && result.seconds > 0.0 && !outcome.moments)
    text += ", " + whole(static_cast<double>(rows) / result.seconds) + " rows/s";
  if (result.stopped == StopReason::converged)
    text += ", converged";
  else if (result.stopped != StopReason::epochs)
    text += ", stopped by " + std::string(name_of(result.stopped));
  return text + '\n';
}

/// How far a run on moments has come: its distance from the best that any could.
std::string moments_summary(const MomentsOutcome& outcome, bool is_validated) {
  std::string text = "train MSE " + rounded(outcome.loss, 6);
  if (!is_validated)
    text += ", train R² " + rounded(outcome.r2, 6);
  if (!outcome.exact_objective)
    return text + '\n';
  const double exact = *outcome.exact_objective, excess = *outcome.excess;
  // Below that, and where nothing is left to explain, the difference is rounding.
  const bool is_as_low = excess <= 1e-9 * exact || outcome.r2.value_or(0.0) > 1.0 - 1e-12;
  text += is_as_low     ? "; as low as the exact solution's"
          : exact > 0.0 ? "; " + rounded(100.0 * excess / exact, 2) + " % above the exact solution's"
                        : "; the exact solution's is 0";
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

std::string test_summary(const RegressionMetrics& test) {
  return "R² " + rounded(test.r2) + ", RMSE " + rounded(test.rmse) + ", MAE " + rounded(test.mae);
}

std::string test_summary(const ClassificationMetrics& test) {
  return "accuracy " + percentage(test.accuracy) + ", loss " + rounded(test.loss);
}

/// "test: accuracy 95.00 %, loss 0.1432 on 20 rows held back"; empty if none were.
std::string test_line(const RunResult& outcome) {
  if (!outcome.test)
    return {};
  return std::visit(
      [](const auto& test) {
        return "test: " + test_summary(test) + " on " + counted(test.rows, "row") + " held back\n";
      },
      *outcome.test);
}

}  // namespace

std::string outcome_summary(const RunResult& outcome) {
  if (outcome.exact)
    return exact_summary(outcome) + test_line(outcome);
  return descent_summary(outcome) +
         (outcome.moments ? moments_summary(*outcome.moments, outcome.validation_rows.has_value()) : "") +
         test_line(outcome);
}

nlohmann::ordered_json outcome_json(const FitResult& fit, const std::string& model_file) {
  const RunResult& outcome = fit.run;
  const Model& model = fit.model;
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
  if (outcome.moments) {
    json["train_mse"] = outcome.moments->loss;
    json["train_r2"] = value_or_null(outcome.moments->r2);
    json["exact_objective"] = value_or_null(outcome.moments->exact_objective);
    json["above_exact"] = value_or_null(outcome.moments->excess);
    json["reading_seconds"] = outcome.moments->reading_seconds;
  }
  if (outcome.metrics) {
    json["metrics_of"] = outcome.metrics_of_validation ? "validation" : "training";
    json["metrics"] = evaluation_json(*outcome.metrics)["metrics"];
  }
  if (outcome.test)
    json["test"] = std::visit([](const auto& test) { return evaluation_json(test); }, *outcome.test);
  auto& chosen = json["chosen"] = nlohmann::ordered_json::object();
  for (const ChosenOption& option : outcome.chosen) {
    const std::optional<double> number = parse_number(option.value);
    chosen[option.name] = number ? nlohmann::ordered_json(*number) : nlohmann::ordered_json(option.value);
  }
  json["model"] = model_file;
  return json;
}

std::string outcome_text(const FitResult& fit, const std::string& model_file,
                         const std::string& next_command) {
  return describe_network(fit.model.network) + ", " +
         counted(fit.model.network.parameter_count(), "parameter") + '\n' + outcome_summary(fit.run) +
         "saved " + printable(model_file) + "; next: " + printable(next_command) + '\n';
}

Error divergence_error(const TrainingResult::Divergence& divergence, const std::string& model_file) {
  return {ErrorKind::diverged,
          "training diverged in epoch " + std::to_string(divergence.epoch) + ", step " +
              std::to_string(divergence.step) + ", at learning rate " +
              format_number(divergence.learning_rate) + ": the loss or a parameter is no longer finite",
          "Try a lower {lr}, {standardize} or {clip}; the last finite model is in " + model_file + "."};
}

}  // namespace glissade
