#pragma once

#include <string_view>

namespace glissade {

/// The style sheet of every page and drawing: for light and dark, phones and paper.
extern const std::string_view html_style;

}  // namespace glissade
