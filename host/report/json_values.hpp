#pragma once

#include <nlohmann/json.hpp>
#include <optional>

namespace glissade {

/// null where there is no value; the library writes null for numbers that are not finite.
template <class Value>
nlohmann::ordered_json value_or_null(const std::optional<Value>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

}  // namespace glissade
