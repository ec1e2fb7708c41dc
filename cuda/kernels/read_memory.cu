#include "kernels/read_memory.hpp"

#include <algorithm>

#include "device/launch.hpp"
#include "kernels/block_sum.hpp"

namespace glissade::cuda {
namespace {

// Under way at once from each thread, so that the memory need not wait for the sums.
constexpr unsigned int vectors_per_thread = 8;
constexpr std::uint64_t vectors_per_block = block_threads * vectors_per_thread;

__global__ void __launch_bounds__(block_threads)
    read_memory_kernel(const float4* vectors, std::uint64_t count, float* sums) {
  float sum = 0.0f;
  for (std::uint64_t first = blockIdx.x * vectors_per_block + threadIdx.x; first < count;
       first += gridDim.x * vectors_per_block) {
    float4 read[vectors_per_thread];
#pragma unroll
    for (unsigned int i = 0; i < vectors_per_thread; ++i) {
      const std::uint64_t index = first + i * block_threads;
      read[i] = index < count ? vectors[index] : float4{};
    }
#pragma unroll
    for (unsigned int i = 0; i < vectors_per_thread; ++i)
      sum += (read[i].x + read[i].y) + (read[i].z + read[i].w);
  }
  const float total = block_sum<class Total>(sum);
  if (threadIdx.x == 0)
    sums[blockIdx.x] = total;
}

}  // namespace

void read_memory(const Stream& stream, const float4* vectors, std::uint64_t count, float* sums) {
  const unsigned int blocks = blocks_for(count, vectors_per_block);
  launch(stream, std::min(blocks, static_cast<unsigned int>(most_reading_blocks)), block_threads,
         read_memory_kernel, vectors, count, sums);
}

}  // namespace glissade::cuda
