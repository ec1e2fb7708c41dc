#pragma once

#include <span>
#include <string>

#include "glissade/table.hpp"

namespace glissade {

/// One target, named "y", that holds a word in each row. An empty word is a missing value.
RawTargets word_targets(std::span<const std::string> words);

}  // namespace glissade
