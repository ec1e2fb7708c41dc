#pragma once

#include <string>
#include <string_view>

namespace glissade {

/// Text that stands in HTML or SVG, in an attribute too, as what it is and never as markup.
std::string html_escaped(std::string_view text);

}  // namespace glissade
