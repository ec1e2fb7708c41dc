#include "device_buffer.hpp"
#include "sample.hpp"

namespace sample {
namespace {

__global__ void saxpy_kernel(std::size_t n, float a, const float* x, float* y) {
  const std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (i < n)
    y[i] = a * x[i] + y[i];
}

}  // namespace

void saxpy(float a, std::span<const float> x, std::span<float> y) {
  constexpr unsigned int threads = 256;
  const Stream stream;
  Buffer device_x(x.size());
  Buffer device_y(y.size());
  device_x.upload(x, stream);
  device_y.upload(y, stream);
  const auto blocks = static_cast<unsigned int>((x.size() + threads - 1) / threads);
  launch(blocks, threads, 0, stream, saxpy_kernel, x.size(), a, device_x.data(), device_y.data());
  device_y.download(y, stream);
}

}  // namespace sample
