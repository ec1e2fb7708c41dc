#pragma once

#include <span>

#include "glissade/backend.hpp"

namespace glissade {

/// Every backend of this build, the preferred one first.
std::span<const Backend* const> backends();

}  // namespace glissade
