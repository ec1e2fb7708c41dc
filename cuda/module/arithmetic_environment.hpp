#pragma once

#include "glissade/backend.hpp"

namespace glissade::cuda {

/// Throws Error(device) where an environment variable would make cuBLAS compute in other arithmetic than was
/// asked for.
void require_arithmetic(Precision precision);

}  // namespace glissade::cuda
