#include "report/model_report.hpp"

#include <algorithm>
#include <span>

#include "model/network_shape.hpp"
#include "model/reading_json.hpp"
#include "report/json_values.hpp"
#include "text/list.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t longest_list = 20;

std::string listed(const std::vector<std::string>& words) {
  return joined_briefly(words, longest_list) +
         (words.size() > longest_list ? " (" + grouped(words.size()) + " in all)" : "");
}

ordered_json network_json(const Network& network) {
  ordered_json json;
  json["loss"] = name_of(network.loss());
  json["features"] = network.features();
  json["outputs"] = network.outputs();
  json["parameters"] = network.parameter_count();
  auto& layers = json["layers"] = ordered_json::array();
  for (const Layer& layer : network.layers()) {
    layers.push_back(
        {{"inputs", layer.inputs}, {"outputs", layer.outputs}, {"activation", name_of(layer.activation)}});
  }
  return json;
}

ordered_json column_json(const Column& column) {
  ordered_json json{{"name", column.name}, {"categories", column.categories}};
  if (!column.rest.empty())
    json["rest"] = column.rest;
  if (!column.form.is_plain())
    json["form"] = form_json(column.form);
  return json;
}

ordered_json preprocessing_json(const Preprocessing& preprocessing) {
  ordered_json json;
  auto& columns = json["columns"] = ordered_json::array();
  for (const Column& column : preprocessing.columns)
    columns.push_back(column_json(column));
  json["named_columns"] = preprocessing.named_columns;
  json["reading"] =
      preprocessing.reading.is_text ? reading_json(preprocessing.reading) : ordered_json(nullptr);
  json["impute"] = name_of(preprocessing.impute);
  json["fill"] = preprocessing.fill;
  json["features"] = preprocessing.feature_names();
  json["shift"] = preprocessing.shift;
  json["scale"] = preprocessing.scale;
  json["targets"] = preprocessing.target_names;
  json["target_mean"] = preprocessing.target_mean;
  json["target_scale"] = preprocessing.target_scale;
  json["classes"] = preprocessing.class_names;
  return json;
}

ordered_json coefficients_json(const Model& model) {
  ordered_json json = ordered_json::array();
  for (const TargetCoefficients& target : input_unit_coefficients(model)) {
    ordered_json entry;
    entry["target"] = target.target;
    entry["intercept"] = target.intercept;
    auto& values = entry["coefficients"] = ordered_json::array();
    for (const auto& coefficient : target.coefficients)
      values.push_back({{"feature", coefficient.feature}, {"value", coefficient.value}});
    json.push_back(std::move(entry));
  }
  return json;
}

std::string layers_text(const Network& network) {
  TextTable table({"layer", "inputs", "outputs", "parameters", "activation"});
  for (std::size_t layer = 0; layer < network.layers().size(); ++layer) {
    const Layer& shape = network.layers()[layer];
    const std::uint64_t parameters = network.weight(layer).size() + network.bias(layer).size();
    table.add_row({std::to_string(layer), grouped(shape.inputs), grouped(shape.outputs), grouped(parameters),
                   std::string(name_of(shape.activation))});
  }
  return table.text();
}

/// "wall: 4 words, day: dates; else numbers".
std::string kinds_text(const Preprocessing& preprocessing) {
  std::vector<std::string> kinds;
  for (const Column& column : preprocessing.columns) {
    if (column.is_categorical())
      kinds.push_back(column.name + ": " + counted(column.categories.size(), "word"));
    else if (column.form.kind != NumberForm::Kind::number)
      kinds.push_back(column.name + ": dates");
    else if (!column.form.is_plain())
      kinds.push_back(column.name + ": numbers" +
                      (column.form.unit.empty() ? "" : " with " + column.form.unit) +
                      (column.form.decimal == ',' ? ", decimal comma" : ""));
  }
  return kinds.empty()
             ? "numbers"
             : listed(kinds) + (kinds.size() < preprocessing.columns.size() ? "; else numbers" : "");
}

void add_reading(const TableReading& reading, TextTable& table) {
  if (!reading.is_text)
    return;
  table.add_row({"  read from", std::string("a text table ") + (reading.header ? "with" : "without") +
                                    " a header, " + counted(reading.columns, "column")});
  std::vector<std::string> left_out;
  for (const LeftOutColumn& column : reading.left_out)
    left_out.push_back((column.name.empty() ? "the first" : column.name) + " (" + column.reason + ")");
  if (!left_out.empty())
    table.add_row({"  left out", listed(left_out)});
  if (!reading.id.empty())
    table.add_row({"  id", reading.id});
  if (!reading.missing.empty())
    table.add_row({"  also missing", listed(reading.missing)});
}

std::string preprocessing_text(const Preprocessing& preprocessing) {
  const auto changes = [](const std::vector<double>& values, double neutral) {
    return std::any_of(values.begin(), values.end(), [&](double value) { return value != neutral; });
  };
  TextTable table({"preprocessing", ""}, {TextTable::Align::left, TextTable::Align::left});
  table.add_row(
      {"  columns", grouped(preprocessing.columns.size()) +
                        (preprocessing.named_columns ? ", matched by name" : ", matched by place")});
  table.add_row({"  they hold", kinds_text(preprocessing)});
  add_reading(preprocessing.reading, table);
  table.add_row({"  missing values", std::string(name_of(preprocessing.impute))});
  table.add_row(
      {"  features", grouped(preprocessing.feature_count()) + ": " + listed(preprocessing.feature_names())});
  const bool scaled = changes(preprocessing.shift, 0.0) || changes(preprocessing.scale, 1.0);
  table.add_row({"  scaling", scaled ? "(feature − shift) · scale, one pair per feature" : "none"});
  if (preprocessing.class_names.empty())
    table.add_row({"  targets", listed(preprocessing.target_names)});
  else
    table.add_row(
        {"  classes", grouped(preprocessing.class_names.size()) + ": " + listed(preprocessing.class_names)});
  return table.text();
}

}  // namespace

std::string describe_network(const Network& network) {
  if (network.is_linear_regression()) {
    return "linear regression, " + counted(network.features(), "feature") + " → " +
           counted(network.outputs(), "target");
  }
  return layer_sizes(network) + (network.classifies() ? " classifier" : " regression");
}

bool is_linear_regression(const Model& model) {
  return model.network.is_linear_regression();
}

TextTable coefficient_table(const TargetCoefficients& target, std::size_t most) {
  TextTable table({"coefficient of " + target.target, "in the input's units"});
  table.add_row({"  intercept", rounded(target.intercept, 7)});
  for (const auto& coefficient :
       std::span(target.coefficients).first(std::min(most, target.coefficients.size())))
    table.add_row({"  " + coefficient.feature, rounded(coefficient.value, 7)});
  return table;
}

ordered_json model_json(const Model& model) {
  ordered_json json;
  json["kind"] = "model";
  json["network"] = network_json(model.network);
  json["preprocessing"] = preprocessing_json(model.preprocessing);
  json["record"] = model.record;
  json["coefficients"] = is_linear_regression(model) ? coefficients_json(model) : ordered_json(nullptr);
  return json;
}

std::string model_text(const Model& model) {
  std::string text = describe_network(model.network) + ", " +
                     counted(model.network.parameter_count(), "parameter") + ", loss " +
                     std::string(name_of(model.network.loss())) + "\n\n" + layers_text(model.network) + '\n' +
                     preprocessing_text(model.preprocessing) + '\n';
  TextTable record({"training", ""}, {TextTable::Align::left, TextTable::Align::left});
  for (const auto& [key, value] : model.record)
    record.add_row({"  " + key, value});
  text += record.text();
  if (!is_linear_regression(model))
    return text;
  for (const TargetCoefficients& target : input_unit_coefficients(model))
    text += '\n' + coefficient_table(target, target.coefficients.size()).text();
  return text;
}

}  // namespace glissade
