#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "device/stream.hpp"

namespace glissade::cuda {

/// Blocks of read_memory at most.
inline constexpr std::uint64_t most_reading_blocks = 2048;

/// Reads `count` vectors once, to see how fast that is. sums[most_reading_blocks]: of what each block read;
/// those of blocks that there was nothing to read for stay as they are.
void read_memory(const Stream& stream, const float4* vectors, std::uint64_t count, float* sums);

}  // namespace glissade::cuda
