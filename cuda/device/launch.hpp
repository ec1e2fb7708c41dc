#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "device/stream.hpp"
#include "glissade/numeric/divided_up.hpp"

namespace glissade::cuda {

/// Blocks of `threads` that `count` things take at `per_block` each.
inline unsigned int blocks_for(std::uint64_t count, std::uint64_t per_block) {
  return static_cast<unsigned int>(divided_up(count, per_block));
}

template <class... Parameters, class... Arguments>
void launch(const Stream& stream, dim3 grid, dim3 block, void (*kernel)(Parameters...),
            const Arguments&... arguments) {
  cudaLaunchConfig_t config{};
  config.gridDim = grid;
  config.blockDim = block;
  config.stream = stream.get();
  check(cudaLaunchKernelEx(&config, kernel, arguments...), "launching a kernel");
}

}  // namespace glissade::cuda
