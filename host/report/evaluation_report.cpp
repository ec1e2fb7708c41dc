#include "report/evaluation_report.hpp"

#include <algorithm>

#include "report/json_values.hpp"
#include "report/mistakes.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

using nlohmann::ordered_json;

// A matrix of more classes has more than 40,000 numbers, nearly all of them 0.
constexpr std::size_t most_classes_of_matrix = 200;

/// [[true class, predicted class, rows], …], by the classes' places in the document.
ordered_json confusion_entries(const std::vector<std::vector<std::uint64_t>>& confusion) {
  ordered_json entries = ordered_json::array();
  for (std::size_t truth = 0; truth < confusion.size(); ++truth) {
    for (std::size_t predicted = 0; predicted < confusion.size(); ++predicted) {
      if (confusion[truth][predicted] > 0)
        entries.push_back({truth, predicted, confusion[truth][predicted]});
    }
  }
  return entries;
}

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

std::string frequent_mistakes(const ClassificationMetrics& metrics) {
  std::vector<Mistake> mistakes = mistakes_of(metrics);
  const std::size_t found = mistakes.size();
  if (found == 0)
    return "no mistakes\n";
  mistakes.resize(std::min(found, most_mistakes));
  const std::string heading = found > mistakes.size() ? "the most frequent of " + grouped(found) +
                                                            " kinds of mistakes; --json has them all\n"
                                                      : "all mistakes\n";
  return heading + mistake_table(metrics, mistakes).text();
}

}  // namespace

ordered_json evaluation_json(const RegressionMetrics& metrics) {
  ordered_json json;
  json["rows"] = metrics.rows;
  json["metrics"]["mse"] = metrics.mse;
  json["metrics"]["rmse"] = metrics.rmse;
  json["metrics"]["mae"] = metrics.mae;
  json["metrics"]["r2"] = value_or_null(metrics.r2);
  for (const TargetMetrics& one : metrics.targets) {
    ordered_json entry;
    entry["target"] = one.target;
    entry["mse"] = one.mse;
    entry["rmse"] = one.rmse;
    entry["mae"] = one.mae;
    entry["r2"] = value_or_null(one.r2);
    json["targets"].push_back(std::move(entry));
  }
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
  if (metrics.classes.size() <= most_classes_of_matrix)
    json["confusion"] = metrics.confusion;
  else
    json["confusion_entries"] = confusion_entries(metrics.confusion);
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

TextTable target_table(const RegressionMetrics& metrics) {
  TextTable table({"target", "MSE", "RMSE", "MAE", "R²"});
  for (const TargetMetrics& one : metrics.targets) {
    table.add_row(
        {one.target, rounded(one.mse, 6), rounded(one.rmse, 6), rounded(one.mae, 6), rounded(one.r2, 6)});
  }
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
  const std::string text = metric_table(metrics).text();
  return metrics.targets.empty() ? text : text + '\n' + target_table(metrics).text();
}

std::string evaluation_text(const ClassificationMetrics& metrics) {
  const std::size_t classes = metrics.classes.size();
  std::string text = metric_table(metrics).text() + '\n';
  if (classes <= most_class_scores) {
    text += class_table(metrics, metrics.classes).text();
  } else {
    text += "the " + grouped(most_class_scores) + " of " + counted(classes, "class") +
            " with the lowest F1; --json has them all\n" +
            class_table(metrics, worst_classes(metrics, most_class_scores)).text();
  }
  return text + '\n' + (classes <= widest_confusion ? confusion_table(metrics) : frequent_mistakes(metrics));
}

}  // namespace glissade
