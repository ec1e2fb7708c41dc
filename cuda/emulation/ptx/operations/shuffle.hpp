#pragma once

#include <string_view>

#include "ptx/instruction.hpp"

namespace emulation::ptx {

/// Sources of an exchange: value, lane or distance, clamp and segments, mask of the lanes that take part.
inline constexpr std::size_t exchange_mask_source = 3;

/// "up", "down", "bfly" or "idx"; nullptr for others.
Execute shuffle_of(std::string_view mode);

}  // namespace emulation::ptx
