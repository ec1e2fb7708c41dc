#pragma once

#include <cstdint>

#include "glissade/backend.hpp"

namespace glissade::cuda {

/// Rates of the device as Backend::measure_limits has them, by events; the cache is left to the caller. Takes
/// no more than half of the memory that is free, and a workspace of cuBLAS.
DeviceLimits measure_limits(std::uint64_t data_bytes, Precision precision);

}  // namespace glissade::cuda
