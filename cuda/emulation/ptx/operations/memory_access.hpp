#pragma once

#include "ptx/instruction.hpp"

namespace emulation::ptx {

/// Loads or stores of elements of so many bytes; nullptr where there are none of that size.
Execute load_of(std::uint32_t bytes, bool is_signed);
Execute store_of(std::uint32_t bytes);

}  // namespace emulation::ptx
