#pragma once

#include <string_view>

/// The version of these headers. It is stated here alone: the build reads it.
#define GLISSADE_VERSION_MAJOR 0
#define GLISSADE_VERSION_MINOR 1
#define GLISSADE_VERSION_PATCH 0
#define GLISSADE_VERSION_STRING "0.1.0"

namespace glissade {

/// The version of the library that the program runs with. It differs from GLISSADE_VERSION_STRING if the
/// program was compiled with the headers of another version.
std::string_view version() noexcept;

}  // namespace glissade
