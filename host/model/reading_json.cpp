#include "model/reading_json.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "glissade/error.hpp"

namespace glissade {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::array<const char*, 3> kinds{"number", "date", "packed date"};

[[noreturn]] void fail() {
  throw Error(ErrorKind::usage, "what is said of how the text was read is damaged");
}

const json& member(const json& object, const char* name) {
  if (!object.is_object() || !object.contains(name)) {
    fail();
  }
  return object[name];
}

std::string text_of(const json& object, const char* name) {
  const json& value = member(object, name);
  if (!value.is_string()) {
    fail();
  }
  return value.get<std::string>();
}

char letter_of(const json& object, const char* name) {
  const std::string text = text_of(object, name);
  if (text.size() != 1) {
    fail();
  }
  return text[0];
}

const json& list_of(const json& object, const char* name) {
  const json& value = member(object, name);
  if (!value.is_array()) {
    fail();
  }
  return value;
}

std::uint64_t count_of(const json& value) {
  if (!value.is_number_unsigned()) {
    fail();
  }
  return value.get<std::uint64_t>();
}

std::vector<std::uint64_t> places_of(const json& object, const char* name, std::uint64_t columns) {
  std::vector<std::uint64_t> places;
  for (const json& entry : list_of(object, name)) {
    places.push_back(count_of(entry));
    if (places.back() >= columns) {
      fail();
    }
  }
  return places;
}

}  // namespace

ordered_json form_json(const NumberForm& form) {
  return {{"kind", kinds[static_cast<std::size_t>(form.kind)]},
          {"decimal", std::string(1, form.decimal)},
          {"unit", form.unit}};
}

NumberForm form_from(const json& json) {
  NumberForm form;
  const auto kind = std::ranges::find(kinds, text_of(json, "kind"));
  form.decimal = letter_of(json, "decimal");
  form.unit = text_of(json, "unit");
  if (kind == kinds.end() || (form.decimal != '.' && form.decimal != ',')) {
    fail();
  }
  form.kind = static_cast<NumberForm::Kind>(kind - kinds.begin());
  return form;
}

ordered_json reading_json(const TableReading& reading) {
  ordered_json json;
  json["header"] = reading.header;
  json["separator"] = std::string(1, reading.separator);
  json["missing"] = reading.missing;
  json["columns"] = reading.columns;
  json["features"] = reading.features;
  json["targets"] = reading.targets;
  auto& left_out = json["left_out"] = ordered_json::array();
  for (const LeftOutColumn& column : reading.left_out) {
    left_out.push_back({{"name", column.name}, {"reason", column.reason}});
  }
  json["id"] = reading.id;
  return json;
}

TableReading reading_from(const json& json) {
  TableReading reading{.is_text = true};
  if (!member(json, "header").is_boolean()) {
    fail();
  }
  reading.header = json["header"].get<bool>();
  reading.separator = letter_of(json, "separator");
  for (const auto& mark : list_of(json, "missing")) {
    if (!mark.is_string()) {
      fail();
    }
    reading.missing.push_back(mark.get<std::string>());
  }
  reading.columns = count_of(member(json, "columns"));
  reading.features = places_of(json, "features", reading.columns);
  reading.targets = places_of(json, "targets", reading.columns);
  for (const auto& entry : list_of(json, "left_out")) {
    reading.left_out.push_back({text_of(entry, "name"), text_of(entry, "reason")});
  }
  reading.id = text_of(json, "id");
  return reading;
}

}  // namespace glissade
