#pragma once

#include "backends/problem.hpp"
#include "glissade/backend.hpp"
#include "glissade/device_module.hpp"

namespace glissade {

/// The backend `emulated` without a module file.
const Backend& emulated_backend_in_process();

/// What its module says of a session, or how it refuses one.
const DeviceModule& emulated_module();

}  // namespace glissade
