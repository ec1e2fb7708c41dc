#include "report/evaluation_report.hpp"

#include "report/json_values.hpp"
#include "report/text_format.hpp"

namespace glissade {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t widest_confusion = 20;

ordered_json averages_json(const AverageScores& scores) {
  ordered_json json;
  json["precision"] = scores.precision;
  json["recall"] = scores.recall;
  json["f1"] = scores.f1;
  return json;
}

std::string confusion_table(const ClassificationMetrics& metrics) {
  std::vector<std::string> headings{"true \\ predicted"};
  for (const ClassScores& scores : metrics.classes)
    headings.push_back(scores.label);
  TextTable table(headings);
  for (std::size_t row = 0; row < metrics.confusion.size(); ++row) {
    std::vector<std::string> cells{metrics.classes[row].label};
    for (const std::uint64_t count : metrics.confusion[row])
      cells.push_back(grouped(count));
    table.add_row(std::move(cells));
  }
  return table.text();
}

}  // namespace

ordered_json evaluation_json(const RegressionMetrics& metrics) {
  ordered_json json;
  json["rows"] = metrics.rows;
  json["metrics"]["mse"] = metrics.mse;
  json["metrics"]["rmse"] = metrics.rmse;
  json["metrics"]["mae"] = metrics.mae;
  json["metrics"]["r2"] = value_or_null(metrics.r2);
  return json;
}

ordered_json evaluation_json(const ClassificationMetrics& metrics) {
  ordered_json json;
  json["rows"] = metrics.rows;
  json["metrics"]["loss"] = metrics.loss;
  json["metrics"]["accuracy"] = metrics.accuracy;
  json["metrics"]["roc_auc"] = value_or_null(metrics.roc_auc);
  auto& classes = json["classes"] = ordered_json::array();
  for (const ClassScores& scores : metrics.classes) {
    ordered_json entry;
    entry["label"] = scores.label;
    entry["precision"] = value_or_null(scores.precision);
    entry["recall"] = value_or_null(scores.recall);
    entry["f1"] = value_or_null(scores.f1);
    entry["support"] = scores.support;
    classes.push_back(std::move(entry));
  }
  json["averages"]["micro"] = averages_json(metrics.micro);
  json["averages"]["macro"] = averages_json(metrics.macro);
  json["averages"]["weighted"] = averages_json(metrics.weighted);
  json["confusion"] = metrics.confusion;
  return json;
}

TextTable class_table(const ClassificationMetrics& metrics, std::span<const ClassScores> classes) {
  TextTable table({"class", "precision", "recall", "F1", "support"});
  for (const ClassScores& scores : classes) {
    table.add_row({scores.label, rounded(scores.precision), rounded(scores.recall), rounded(scores.f1),
                   grouped(scores.support)});
  }
  const auto add_average = [&](const char* name, const AverageScores& scores) {
    table.add_row(
        {name, rounded(scores.precision), rounded(scores.recall), rounded(scores.f1), grouped(metrics.rows)});
  };
  add_average("micro average", metrics.micro);
  add_average("macro average", metrics.macro);
  add_average("weighted average", metrics.weighted);
  return table;
}

TextTable metric_table(const RegressionMetrics& metrics) {
  TextTable table({"metric", "value"});
  table.add_row({"rows", grouped(metrics.rows)});
  table.add_row({"MSE", rounded(metrics.mse, 6)});
  table.add_row({"RMSE", rounded(metrics.rmse, 6)});
  table.add_row({"MAE", rounded(metrics.mae, 6)});
  table.add_row({"R²", rounded(metrics.r2, 6)});
  return table;
}

TextTable metric_table(const ClassificationMetrics& metrics) {
  TextTable table({"metric", "value"});
  table.add_row({"rows", grouped(metrics.rows)});
  table.add_row({"loss", rounded(metrics.loss, 6)});
  table.add_row({"accuracy", percentage(metrics.accuracy)});
  if (metrics.roc_auc)
    table.add_row({"ROC-AUC", rounded(*metrics.roc_auc, 6)});
  return table;
}

std::string evaluation_text(const RegressionMetrics& metrics) {
  return metric_table(metrics).text();
}

std::string evaluation_text(const ClassificationMetrics& metrics) {
  std::string text = metric_table(metrics).text() + '\n' + class_table(metrics, metrics.classes).text();
  if (metrics.classes.size() <= widest_confusion)
    text += '\n' + confusion_table(metrics);
  return text;
}

}  // namespace glissade
