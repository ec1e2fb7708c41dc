#pragma once

#include <string>
#include <string_view>

namespace glissade {

/// `text` with the library's names of options as the command line has them: "{batch_size}" becomes
/// "--batch-size". Braces around anything else stay.
std::string with_spelled_options(std::string_view text);

}  // namespace glissade
