#pragma once

#include <cstdint>

#include "glissade/numeric/host_device.hpp"

namespace glissade {

/// The quotient rounded up: how many parts of `divisor` hold `value`. The sum of both must not exceed 2^64.
GLISSADE_HOST_DEVICE constexpr std::uint64_t divided_up(std::uint64_t value, std::uint64_t divisor) {
  return (value + divisor - 1) / divisor;
}

/// The next multiple that is at least `value`.
GLISSADE_HOST_DEVICE constexpr std::uint64_t rounded_up(std::uint64_t value, std::uint64_t multiple) {
  return divided_up(value, multiple) * multiple;
}

}  // namespace glissade
