#pragma once

#include <string_view>

namespace glissade {

/// The revision of the source that the program was built from: "05bcaac2a31b", with "-modified" if files
/// differed from it; "unknown" without its history.
std::string_view program_revision();

}  // namespace glissade
