#pragma once

#include "glissade/device_module.hpp"

namespace glissade::cuda {

/// What a session would allocate, from shapes alone.
ModulePlan memory_plan(const ModuleRequest& request);

/// Throws Error(failure) with the plan, and the largest batch that would fit, where it exceeds what is free.
void require_memory(const ModuleRequest& request);

}  // namespace glissade::cuda
