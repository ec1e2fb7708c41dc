#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace glissade {

/// Writes all of `text` to standard output, unbuffered. Throws Error(failure) where it does not take it: a
/// full disk, a closed pipe.
void write_standard_output(std::string_view text);

/// One JSON document, indented, with a newline. Bytes that are not UTF-8 are replaced.
void write_json(const nlohmann::ordered_json& document);

}  // namespace glissade
