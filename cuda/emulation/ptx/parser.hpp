#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ptx/kernel.hpp"

namespace emulation::ptx {

/// The kernels of a text of PTX. `file` is what places in it are called by. Throws Malformed.
std::vector<Kernel> parse(std::string_view source, const std::string& file);

}  // namespace emulation::ptx
