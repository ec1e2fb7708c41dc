#pragma once

#include "glissade/backend.hpp"

namespace glissade {

/// The oracle: fp64, one thread, one row after another, from the formulas. Slow on purpose; other backends
/// are compared with it.
const Backend& reference_backend();

}  // namespace glissade
