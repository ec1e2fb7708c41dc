#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace glissade {

/// Parses JSON that nobody vouches for. Throws Error(input), beginning with `what`, for text that is not
/// JSON, for a key that appears twice in an object, for deep nesting, and for more values than a model has.
nlohmann::json parse_json(std::string_view text, const std::string& what);

/// On one line. Bytes that are not UTF-8 are replaced, since JSON has no way to write them.
std::string json_text(const nlohmann::json& value);

}  // namespace glissade
