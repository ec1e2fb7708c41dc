#pragma once

#include <cstddef>
#include <string_view>

namespace glissade {

/// Columns that UTF-8 text takes on a terminal: none for a combining mark, two for a wide character.
std::size_t display_width(std::string_view text);

/// At most `width` columns of `text`, never half a code point.
std::string_view clipped(std::string_view text, std::size_t width);

}  // namespace glissade
