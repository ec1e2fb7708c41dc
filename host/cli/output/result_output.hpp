#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

#include "glissade/error.hpp"

namespace glissade {

/// A result that may come with an error: as a document, which then holds the error too, or as text; the error
/// also as ever on standard error. Returns the exit status.
int write_result(nlohmann::ordered_json document, std::string_view text, const std::optional<Error>& error,
                 bool json);

}  // namespace glissade
