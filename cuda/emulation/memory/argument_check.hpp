#pragma once

#include <span>
#include <string>

#include "emulation/launch.hpp"

namespace emulation {

/// Complains about an argument that is or holds an address of host memory, or of device memory that is not
/// allocated, and where the arguments are larger than a launch can carry.
void check_arguments(const std::string& kernel, std::span<const KernelArgument> arguments);

}  // namespace emulation
