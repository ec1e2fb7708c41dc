#pragma once

#include <string>
#include <string_view>

namespace glissade {

/// Text for HTML or SVG, in an attribute too, that is never read as markup. U+FFFD stands for each character
/// that a line on a terminal may not hold either (see printable()), and for each byte that is not UTF-8.
std::string html_escaped(std::string_view text);

}  // namespace glissade
