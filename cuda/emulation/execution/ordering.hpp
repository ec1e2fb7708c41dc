#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "emulation/device.hpp"

namespace emulation {

/// 0 … n − 1 in the order that the setting asks for; seeded orders differ from call to call.
void arrange(std::vector<std::uint32_t>& indices, std::size_t n);

/// A number below n, for choices that only seeded orders leave open.
std::size_t draw(std::size_t n);

}  // namespace emulation
