#pragma once

#include <string>

namespace emulation {

/// The kernel's qualified name with template arguments, without parameters; its address where the program
/// has no symbols.
const std::string& kernel_name(const void* kernel);

}  // namespace emulation
