#pragma once

#include <string>
#include <string_view>

namespace glissade {

/// `word` as one word of a POSIX shell's command line.
std::string shell_quoted(std::string_view word);

}  // namespace glissade
