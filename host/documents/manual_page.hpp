#pragma once

#include <string>

#include "documents/completion.hpp"

namespace glissade {

/// The page of the program, glissade.1, in troff.
std::string manual_page();

/// The page of one command, such as glissade-train.1. `commands`: it with each of its models.
std::string manual_page(std::span<const CommandOptions> commands);

}  // namespace glissade
