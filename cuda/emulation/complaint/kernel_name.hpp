#pragma once

#include <string>

namespace emulation {

/// The kernel's qualified name with template arguments, without parameters; its address where the program
/// has no symbols.
const std::string& kernel_name(const void* kernel);

/// The same from its symbol, as a compiler mangles it; what is none stays as it is.
std::string name_of_symbol(const std::string& symbol);

}  // namespace emulation
