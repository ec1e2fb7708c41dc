#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace glissade {

/// Whether `text` is well-formed UTF-8 (the Unicode Standard, table 3-7), as JSON and model files need it.
bool is_utf8(std::string_view text);

/// Takes the first code point off `text`, which is not empty; nothing, and one byte, where none is
/// well-formed.
std::optional<char32_t> take_code_point(std::string_view& text);

/// Appends a code point to `text`; false, and nothing, where it is none (half of a surrogate pair, or above
/// U+10FFFF).
bool append_code_point(char32_t code_point, std::string& text);

}  // namespace glissade
