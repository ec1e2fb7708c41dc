#pragma once

#include <span>

#include "backends/device_module/device_module_backend.hpp"
#include "glissade/backend.hpp"

namespace glissade {

/// Every backend that can be opened here, the preferred one first. Loads the modules that there are.
std::span<const Backend* const> backends();

/// Those whose devices are modules, whether they can be opened or not.
std::span<const DeviceModuleBackend* const> device_module_backends();

/// `backend` if it is one of them, else null.
const DeviceModuleBackend* as_device_module(const Backend& backend);

}  // namespace glissade
