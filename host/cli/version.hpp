#pragma once

#include <string_view>

namespace glissade {

/// "0.1.0".
std::string_view program_version();

}  // namespace glissade
