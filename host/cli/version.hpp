#pragma once

#include <string_view>

namespace glissade {

/// "0.1.0".
std::string_view program_version();

/// Of the source that the program was built from: "05bcaac2a31b", with "-modified" where files differed from
/// it; "unknown" without its history.
std::string_view program_revision();

}  // namespace glissade
