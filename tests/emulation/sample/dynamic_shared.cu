#include "cuda/shared_memory.hpp"
#include "device_buffer.hpp"
#include "sample.hpp"

namespace sample {
namespace {

__global__ void reverse_kernel(const float* x, float* y, std::size_t n) {
  float* const run = glissade::cuda::dynamic_shared<float>();
  const std::size_t first = std::size_t{blockIdx.x} * blockDim.x;
  const std::size_t length = n - first < blockDim.x ? n - first : blockDim.x;
  // These leave before the barrier, which the others then share without them.
  if (threadIdx.x >= length)
    return;
  run[threadIdx.x] = x[first + threadIdx.x];
  __syncthreads();
  y[first + threadIdx.x] = run[length - 1 - threadIdx.x];
}

}  // namespace

std::vector<float> reverse_runs(std::span<const float> x, unsigned int block) {
  const Stream stream;
  Buffer device_x(x.size());
  Buffer device_y(x.size());
  device_x.upload(x, stream);
  const auto blocks = static_cast<unsigned int>((x.size() + block - 1) / block);
  launch(blocks, block, block * sizeof(float), stream, reverse_kernel, device_x.data(), device_y.data(),
         x.size());
  std::vector<float> result(x.size());
  device_y.download(result, stream);
  return result;
}

}  // namespace sample
