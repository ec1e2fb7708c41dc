#pragma once

#include "glissade/backend.hpp"

namespace glissade {

/// The fast path for machines without a GPU: OpenMP threads, fp32.
const Backend& cpu_backend();

}  // namespace glissade
