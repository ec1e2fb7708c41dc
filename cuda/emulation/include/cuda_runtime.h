#pragma once

/// Stands in for the CUDA toolkit's header of this name where kernels run on the host.

#include "emulation/builtins.hpp"
#include "emulation/launch.hpp"
#include "emulation/runtime_api.hpp"
#include "emulation/vector_types.hpp"
