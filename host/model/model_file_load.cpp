#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <new>
#include <set>

#include "glissade/error.hpp"
#include "glissade/model.hpp"
#include "model/json_text.hpp"
#include "model/model_check.hpp"
#include "model/model_file.hpp"
#include "model/reading_json.hpp"
#include "model/safetensors.hpp"
#include "preprocessing/columns.hpp"

namespace glissade {

namespace {

using namespace model_file;
using nlohmann::json;

/// Takes a model file apart. Every function throws Error(input) that names the part which is wrong.
class ModelReader {
 public:
  explicit ModelReader(const std::string& path) : path_(path), file_(Safetensors::read(path)) {
    check_version();
  }

  Model model() {
    Network network = read_network();
    Model model{std::move(network), read_preprocessing(), {}, read_record()};
    check([&] { check_fit(model.preprocessing, model.network); });
    if (holds_doubles(model.network)) {
      model.arena64 = read_arena<double>(model.network, "F64");
    } else {
      model.arena = read_arena<float>(model.network, "F32");
    }
    check([&] { check_model(model); });
    check_all_known(model.network);
    return model;
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorKind::input, path_ + ": " + message,
                "The file is damaged, or was not written by train; train the model again.");
  }
  void require(bool condition, const std::string& message) const {
    if (!condition) {
      fail(message);
    }
  }
  /// A header that the writer refuses is no model file either.
  template <class Check>
  void check(const Check& check) const {
    try {
      check();
    } catch (const Error& error) {
      fail(error.what());
    }
  }

  void check_version() const {
    const auto version = file_.metadata().find(version_key);
    if (version == file_.metadata().end()) {
      throw Error(
          ErrorKind::input,
          path_ + ": this safetensors file is not a Glissade model: its metadata have no format_version",
          "Name a model file that train has written.");
    }
    if (version->second != format_version) {
      throw Error(ErrorKind::input,
                  path_ + ": the model has format_version " + version->second +
                      ", this program reads version " + std::string(format_version),
                  "Use the version of the program that wrote it.");
    }
  }

  const std::string& metadata(const char* key) const {
    const auto found = file_.metadata().find(key);
    require(found != file_.metadata().end(), std::string("the metadata have no '") + key + "'");
    return found->second;
  }

  json metadata_json(const char* key) const {
    return parse_json(metadata(key), path_ + ": the metadata '" + key + "'");
  }

  std::vector<std::string> strings(const json& list, const std::string& what) const {
    require(list.is_array(), what + " are not a list");
    std::vector<std::string> result;
    for (const json& entry : list) {
      require(entry.is_string(), what + " are not all text");
      result.push_back(entry.get<std::string>());
    }
    return result;
  }

  std::vector<std::string> metadata_strings(const char* key) const {
    return strings(metadata_json(key), std::string("the metadata '") + key + "'");
  }

  const SafetensorsEntry& entry(const std::string& name, const char* type,
                                const std::vector<std::uint64_t>& shape) const {
    const auto found = file_.entries().find(name);
    require(found != file_.entries().end(), "tensor '" + name + "' is missing");
    require(found->second.type == type,
            "tensor '" + name + "' has type " + found->second.type + " instead of " + type);
    require(found->second.shape == shape, "tensor '" + name + "' has the shape " + text(found->second.shape) +
                                              " instead of " + text(shape));
    return found->second;
  }

  static std::string text(const std::vector<std::uint64_t>& shape) {
    std::string result = "[";
    for (const std::uint64_t extent : shape) {
      result += (result.size() > 1 ? ", " : "") + std::to_string(extent);
    }
    return result + "]";
  }

  template <class T>
  void read_values(const SafetensorsEntry& place, std::span<T> values) const {
    if (!values.empty()) {
      std::memcpy(values.data(), file_.bytes(place).data(), values.size_bytes());
    }
  }

  std::vector<double> numbers(const char* name, std::uint64_t size) const {
    const bool absent = size == 0 && !file_.entries().contains(name);
    std::vector<double> values;
    if (!absent) {
      const SafetensorsEntry& place = entry(name, "F64", {size});
      values.resize(size);
      read_values<double>(place, values);
    }
    return values;
  }

  std::uint64_t stored_size(const char* name) const {
    const auto found = file_.entries().find(name);
    return found == file_.entries().end() ? 0 : found->second.elements();
  }

  Network read_network() const;
  Preprocessing read_preprocessing() const;
  std::vector<Column> read_columns() const;
  std::vector<std::uint64_t> read_selected() const;
  bool holds_doubles(const Network& network) const;
  template <class T>
  std::vector<T> read_arena(const Network& network, const char* type) const;
  void check_all_known(const Network& network) const;

  std::map<std::string, std::string> read_record() const {
    std::map<std::string, std::string> record;
    for (const auto& [key, value] : file_.metadata()) {
      if (key.starts_with(record_prefix)) {
        record.emplace(key.substr(record_prefix.size()), value);
      }
    }
    return record;
  }

  std::string path_;
  Safetensors file_;
};

Network ModelReader::read_network() const {
  const json network = metadata_json(network_key);
  require(network.is_object() && network.contains("layers") && network["layers"].is_array() &&
              network["layers"].size() >= 2 && network.value("activation", json()).is_string() &&
              network.value("loss", json()).is_string(),
          "the metadata 'network' do not describe layers, activation and loss");
  std::vector<std::uint64_t> widths;
  for (const json& width : network["layers"]) {
    require(width.is_number_unsigned(), "the widths of the layers are not whole numbers");
    widths.push_back(width.get<std::uint64_t>());
  }
  const auto loss_name = network["loss"].get<std::string>();
  const std::optional<Loss> loss = loss_named(loss_name);
  require(loss.has_value(), "the loss '" + loss_name + "' is unknown");
  try {
    return {widths.front(), std::span(widths).subspan(1, widths.size() - 2), widths.back(),
            parse_activation(network["activation"].get<std::string>()), *loss};
  } catch (const Error& error) {
    fail(error.what());
  }
}

std::vector<Column> ModelReader::read_columns() const {
  const json list = metadata_json(columns_key);
  require(list.is_array() && !list.empty(), "the metadata 'columns' are not a list");
  std::vector<Column> columns;
  for (const json& entry : list) {
    require(entry.is_object() && entry.value("name", json()).is_string(), "a column has no name");
    Column column{entry["name"].get<std::string>(), {}};
    if (entry.contains("categories")) {
      column.categories = strings(entry["categories"], "the words of column '" + column.name + "'");
      require(!column.categories.empty(), "column '" + column.name + "' has no words");
    }
    if (entry.contains("rest")) {
      require(entry["rest"].is_string() &&
                  std::ranges::find(column.categories, entry["rest"].get<std::string>()) !=
                      column.categories.end(),
              "the rest of the words of column '" + column.name + "' has no category");
      column.rest = entry["rest"].get<std::string>();
    }
    if (entry.contains("form")) {
      check([&] { column.form = form_from(entry["form"]); });
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

std::vector<std::uint64_t> ModelReader::read_selected() const {
  // No feature has the index that stands for what is none.
  constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();
  std::vector<std::uint64_t> selected;
  for (const double index : numbers(selected_name, stored_size(selected_name))) {
    const bool is_whole = index >= 0.0 && index < 0x1p53 && std::trunc(index) == index;
    selected.push_back(is_whole ? static_cast<std::uint64_t>(index) : none);
  }
  return selected;
}

Preprocessing ModelReader::read_preprocessing() const {
  Preprocessing result;
  result.columns = read_columns();
  const std::string& named = metadata(named_columns_key);
  require(named == "true" || named == "false", "the metadata 'named_columns' are neither true nor false");
  result.named_columns = named == "true";
  if (file_.metadata().contains(reading_key)) {
    check([&] { result.reading = reading_from(metadata_json(reading_key)); });
  }
  try {
    result.impute = parse_impute(metadata(impute_key));
  } catch (const Error& error) {
    fail(error.what());
  }
  const bool fills = result.impute == Impute::mean || result.impute == Impute::median;
  result.fill = numbers(fill_name, fills ? result.columns.size() : 0);
  const std::uint64_t all = one_hot_sources(result.columns).size();
  result.selected = read_selected();
  const std::uint64_t features = result.selected.empty() ? all : result.selected.size();
  result.shift = numbers(shift_name, features);
  result.scale = numbers(scale_name, features);
  result.target_names = metadata_strings(target_names_key);
  result.class_names = metadata_strings(class_names_key);
  const std::uint64_t targets = result.class_names.empty() ? result.target_names.size() : 0;
  result.target_mean = numbers(target_mean_name, targets);
  result.target_scale = numbers(target_scale_name, targets);
  check([&] { check_preprocessing(result); });
  require(metadata_strings(feature_names_key) == result.feature_names(),
          "the metadata 'feature_names' do not fit the columns");
  return result;
}

/// Only a linear regression may: nothing else is computed in fp64.
bool ModelReader::holds_doubles(const Network& network) const {
  const auto found = file_.entries().find(network.weight(0).name);
  return network.is_linear_regression() && found != file_.entries().end() && found->second.type == "F64";
}

template <class T>
std::vector<T> ModelReader::read_arena(const Network& network, const char* type) const {
  // All shapes first: what is allocated is then no larger than what the file holds.
  std::vector<const SafetensorsEntry*> places;
  for (const ParameterTensor& tensor : network.tensors()) {
    const auto shape = tensor.is_bias ? std::vector{tensor.rows} : std::vector{tensor.rows, tensor.columns};
    places.push_back(&entry(tensor.name, type, shape));
  }
  std::vector<T> arena(network.arena_size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const ParameterTensor& tensor = network.tensors()[i];
    read_values(*places[i], std::span(arena).subspan(tensor.offset, tensor.size()));
  }
  return arena;
}

void ModelReader::check_all_known(const Network& network) const {
  std::set<std::string> tensors{fill_name,  selected_name,    shift_name,
                                scale_name, target_mean_name, target_scale_name};
  for (const ParameterTensor& tensor : network.tensors()) {
    tensors.insert(tensor.name);
  }
  for (const auto& [name, place] : file_.entries()) {
    require(tensors.contains(name), "tensor '" + name + "' is not part of a model");
  }
  const std::set<std::string> keys{
      version_key, network_key,       columns_key,      named_columns_key, reading_key,
      impute_key,  feature_names_key, target_names_key, class_names_key,   std::string(checksum_key)};
  for (const auto& [key, value] : file_.metadata()) {
    require(keys.contains(key) || key.starts_with(record_prefix),
            "the metadata '" + key + "' are not part of a model");
  }
}

}  // namespace

Model load_model(const std::string& path) {
  try {
    return ModelReader(path).model();
  } catch (const std::bad_alloc&) {
    throw Error(ErrorKind::failure, path + ": there is not enough memory for the model");
  }
}

}  // namespace glissade
