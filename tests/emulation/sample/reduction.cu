#include <array>

#include "cuda/shared_memory.hpp"
#include "device_buffer.hpp"
#include "sample.hpp"

namespace sample {
namespace {

constexpr unsigned int threads = 256;
constexpr unsigned int full_warp = 0xffffffffu;

/// The sum over the block, for thread 0.
__device__ float block_sum(float value) {
  auto& warp_sums = glissade::cuda::shared<class WarpSums, float[threads / 32]>();
  for (int distance = 16; distance > 0; distance /= 2)
    value += __shfl_xor_sync(full_warp, value, distance);
  if (threadIdx.x % 32 == 0)
    warp_sums[threadIdx.x / 32] = value;
  __syncthreads();
  float total = 0.0f;
  if (threadIdx.x == 0)
    for (const float warp_sum : warp_sums)
      total += warp_sum;
  return total;
}

__global__ void __launch_bounds__(threads) sum_kernel(const float* x, std::size_t n, float* sums) {
  float value = 0.0f;
  const std::size_t stride = std::size_t{gridDim.x} * blockDim.x;
  for (std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x; i < n; i += stride)
    value += x[i];
  const float total = block_sum(value);
  if (threadIdx.x == 0)
    sums[blockIdx.x] = total;
}

}  // namespace

float sum(std::span<const float> x) {
  constexpr unsigned int blocks = 7;
  const Stream stream;
  Buffer device_x(x.size());
  Buffer block_sums(blocks);
  Buffer total(1);
  device_x.upload(x, stream);
  launch(blocks, threads, 0, stream, sum_kernel, device_x.data(), x.size(), block_sums.data());
  launch(1, threads, 0, stream, sum_kernel, block_sums.data(), std::size_t{blocks}, total.data());
  std::array<float, 1> result{};
  total.download(result, stream);
  return result[0];
}

}  // namespace sample
