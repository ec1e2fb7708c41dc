#include "report/data_report.hpp"

#include <algorithm>
#include <cmath>

#include "model/reading_json.hpp"
#include "report/json_values.hpp"
#include "report/text_table.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

using nlohmann::ordered_json;
using ColumnSummary = DataSummary::ColumnSummary;

constexpr std::uint64_t most_columns = 30;
constexpr std::size_t most_numeric_classes = 100;

/// `value_at(row)` gives the column's values, NaN where missing.
template <class ValueAt>
ColumnSummary summarize_column(std::string name, std::uint64_t rows, const ValueAt& value_at) {
  ColumnSummary summary;
  summary.name = std::move(name);
  double sum = 0.0;
  for (std::uint64_t row = 0; row < rows; ++row) {
    const double value = value_at(row);
    if (std::isnan(value)) {
      ++summary.missing;
      continue;
    }
    sum += value;
    summary.minimum = std::min(value, summary.minimum.value_or(value));
    summary.maximum = std::max(value, summary.maximum.value_or(value));
  }
  if (summary.minimum)
    summary.mean = sum / static_cast<double>(rows - summary.missing);
  return summary;
}

/// Whole numbers, few of them distinct: more likely classes than quantities.
bool looks_like_classes(const RawTargets& targets) {
  if (targets.names.size() != 1)
    return false;
  if (!targets.words.empty())
    return true;
  std::vector<double> distinct;
  for (const double value : targets.values) {
    if (std::isnan(value))
      continue;
    if (value != std::floor(value))
      return false;
    const auto place = std::lower_bound(distinct.begin(), distinct.end(), value);
    if (place == distinct.end() || *place != value)
      distinct.insert(place, value);
    if (distinct.size() > most_numeric_classes)
      return false;
  }
  return true;
}

ordered_json columns_json(const std::vector<ColumnSummary>& columns) {
  ordered_json json = ordered_json::array();
  for (const ColumnSummary& column : columns) {
    json.push_back({{"name", column.name},
                    {"minimum", value_or_null(column.minimum)},
                    {"mean", value_or_null(column.mean)},
                    {"maximum", value_or_null(column.maximum)},
                    {"missing", column.missing},
                    {"categories", column.categories}});
  }
  return json;
}

void add_column_row(TextTable& table, const ColumnSummary& column) {
  table.add_row({column.name, rounded(column.minimum), rounded(column.mean), rounded(column.maximum),
                 grouped(column.missing), column.categories == 0 ? "" : grouped(column.categories)});
}

}  // namespace

std::uint64_t one_hot_feature_count(const std::vector<Column>& columns) {
  std::uint64_t features = 0;
  for (const Column& column : columns)
    features += column.is_categorical() ? column.categories.size() : 1;
  return features;
}

DataSummary summarize(const Table& table) {
  DataSummary summary;
  summary.rows = table.rows();
  summary.columns = table.columns.size();
  summary.features = one_hot_feature_count(table.columns);
  summary.missing_values = table.missing_values;
  summary.checksum = table.checksum;
  summary.reading = table.reading;
  summary.notes = table.notes;
  const MatrixView& values = table.values.view();
  for (std::uint64_t column = 0; column < std::min(summary.columns, most_columns); ++column) {
    const auto value_at = [&](std::uint64_t row) { return values.at(row, column); };
    ColumnSummary entry = summarize_column(table.columns[column].name, summary.rows, value_at);
    entry.categories = table.columns[column].categories.size();
    if (entry.categories > 0)
      entry.minimum = entry.mean = entry.maximum = std::nullopt;
    summary.column_summaries.push_back(std::move(entry));
  }
  if (looks_like_classes(table.targets)) {
    summary.classes = count_classes(table.targets);
    return summary;
  }
  const std::size_t targets = table.targets.names.size();
  for (std::size_t target = 0; target < targets; ++target) {
    const auto value_at = [&](std::uint64_t row) { return table.targets.values[row * targets + target]; };
    summary.target_summaries.push_back(summarize_column(table.targets.names[target], summary.rows, value_at));
  }
  return summary;
}

ordered_json data_json(const DataSummary& summary) {
  ordered_json json;
  json["kind"] = "data";
  json["rows"] = summary.rows;
  json["columns"] = summary.columns;
  json["features"] = summary.features;
  json["missing_values"] = summary.missing_values;
  json["checksum"] = summary.checksum.empty() ? ordered_json(nullptr) : ordered_json(summary.checksum);
  json["column_summaries"] = columns_json(summary.column_summaries);
  json["targets"] = columns_json(summary.target_summaries);
  auto& classes = json["classes"] = ordered_json::array();
  for (const ClassCount& entry : summary.classes)
    classes.push_back({{"label", entry.name}, {"rows", entry.rows}});
  json["reading"] = summary.reading.is_text ? reading_json(summary.reading) : ordered_json(nullptr);
  json["notes"] = summary.notes;
  return json;
}

std::string data_text(const DataSummary& summary) {
  std::string text =
      described_shape(summary.rows, summary.columns, summary.features, summary.missing_values) + '\n';
  for (const std::string& note : summary.notes)
    text += note + '\n';
  TextTable columns({"column", "minimum", "mean", "maximum", "missing", "words"});
  for (const ColumnSummary& column : summary.column_summaries)
    add_column_row(columns, column);
  for (ColumnSummary target : summary.target_summaries) {
    target.name += " (target)";
    add_column_row(columns, target);
  }
  text += '\n' + columns.text();
  if (summary.column_summaries.size() < summary.columns)
    text += "… and " + counted(summary.columns - summary.column_summaries.size(), "more column") + '\n';
  if (!summary.classes.empty()) {
    TextTable classes({"class", "rows"});
    for (const ClassCount& entry : summary.classes)
      classes.add_row({entry.name, grouped(entry.rows)});
    text += '\n' + classes.text();
  }
  return text;
}

}  // namespace glissade
