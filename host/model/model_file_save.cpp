#include <nlohmann/json.hpp>
#include <span>

#include "glissade/error.hpp"
#include "glissade/model.hpp"
#include "model/model_check.hpp"
#include "model/model_file.hpp"
#include "model/reading_json.hpp"
#include "model/safetensors.hpp"

namespace glissade {

namespace {

using namespace model_file;
using nlohmann::json;

/// Names must come back as they were, so what is not UTF-8 is refused rather than replaced.
std::string exact_text(const json& value) {
  try {
    return value.dump();
  } catch (const json::exception&) {
    throw Error(ErrorKind::input, "a column, word or class has a name that is not UTF-8 text",
                "Convert the data to UTF-8.");
  }
}

json describe_network(const Network& network) {
  json layers = json::array({network.features()});
  for (const Layer& layer : network.layers()) {
    layers.push_back(layer.outputs);
  }
  return {{"layers", layers},
          {"activation", name_of(network.layers().front().activation)},
          {"loss", name_of(network.loss())}};
}

json describe_columns(std::span<const Column> columns) {
  json list = json::array();
  for (const Column& column : columns) {
    json entry = {{"name", column.name}};
    if (column.is_categorical()) {
      entry["categories"] = column.categories;
    }
    if (!column.rest.empty()) {
      entry["rest"] = column.rest;
    }
    if (!column.form.is_plain()) {
      entry["form"] = form_json(column.form);
    }
    list.push_back(std::move(entry));
  }
  return list;
}

std::map<std::string, std::string> metadata_of(const Model& model) {
  const Preprocessing& preprocessing = model.preprocessing;
  std::map<std::string, std::string> metadata{
      {version_key, std::string(format_version)},
      {network_key, exact_text(describe_network(model.network))},
      {columns_key, exact_text(describe_columns(preprocessing.columns))},
      {named_columns_key, preprocessing.named_columns ? "true" : "false"},
      {impute_key, std::string(name_of(preprocessing.impute))},
      {feature_names_key, exact_text(preprocessing.feature_names())},
      {target_names_key, exact_text(preprocessing.target_names)},
      {class_names_key, exact_text(preprocessing.class_names)},
  };
  if (preprocessing.reading.is_text) {
    metadata.emplace(reading_key, exact_text(reading_json(preprocessing.reading)));
  }
  for (const auto& [key, value] : model.record) {
    metadata.emplace(std::string(record_prefix) + key, value);
  }
  return metadata;
}

/// 8-byte elements first, so that all tensors are aligned.
std::vector<SafetensorsTensor> tensors_of(const Model& model, std::span<const double> selected) {
  const Preprocessing& preprocessing = model.preprocessing;
  std::vector<SafetensorsTensor> tensors;
  const auto add = [&](const char* name, std::span<const double> values) {
    if (!values.empty()) {
      tensors.push_back(to_tensor(name, {values.size()}, values));
    }
  };
  add(fill_name, preprocessing.fill);
  add(selected_name, selected);
  add(shift_name, preprocessing.shift);
  add(scale_name, preprocessing.scale);
  add(target_mean_name, preprocessing.target_mean);
  add(target_scale_name, preprocessing.target_scale);
  const auto add_parameters = [&](const auto& arena) {
    for (const ParameterTensor& tensor : model.network.tensors()) {
      const auto shape = tensor.is_bias ? std::vector{tensor.rows} : std::vector{tensor.rows, tensor.columns};
      tensors.push_back(
          to_tensor(tensor.name, shape, std::span(arena).subspan(tensor.offset, tensor.size())));
    }
  };
  if (model.predicts_in_double()) {
    add_parameters(model.arena64);
  } else {
    add_parameters(model.arena);
  }
  return tensors;
}

}  // namespace

void save_model(const Model& model, const std::string& path) {
  check_model(model);
  // Whole numbers up to 2^53 are exact in fp64.
  const std::vector<double> selected(model.preprocessing.selected.begin(),
                                     model.preprocessing.selected.end());
  write_safetensors(path, metadata_of(model), tensors_of(model, selected));
}

}  // namespace glissade
