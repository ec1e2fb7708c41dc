#pragma once

#include <string_view>

namespace glissade {

/// Whether `text` is well-formed UTF-8 (the Unicode Standard, table 3-7), as JSON and model files need it.
bool is_utf8(std::string_view text);

}  // namespace glissade
