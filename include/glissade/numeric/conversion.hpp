#pragma once

#include <cstdint>

#include "glissade/numeric/host_device.hpp"

namespace glissade {

/// The feature that a stored byte stands for: two fp32 roundings, the same on every device.
GLISSADE_HOST_DEVICE inline float feature_from_byte(std::uint8_t byte, float scale, float shift) {
  return static_cast<float>(byte) * scale + shift;
}

}  // namespace glissade
