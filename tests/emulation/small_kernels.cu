#include "emulation/small_kernels.hpp"

namespace emulation_test {

__global__ void add_kernel(float* floats, std::size_t n, float amount) {
  const std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (i < n)
    floats[i] += amount;
}

__global__ void scale_kernel(float* target, const float* source, std::size_t n, float factor) {
  const std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (i < n)
    target[i] = factor * source[i];
}

__global__ void calling_kernel() {
  cudaDeviceSynchronize();
}

__device__ int recursion(volatile int* depth) {
  volatile int own = *depth + 1;
  return own == 0 ? 0 : recursion(&own) + own;
}

__global__ void recursing_kernel() {
  volatile int depth = 1;
  depth = recursion(&depth);
}

__global__ void unloaded_kernel() {}

namespace {

constexpr unsigned int threads = 64;

unsigned int blocks_for(std::size_t n) {
  return static_cast<unsigned int>((n + threads - 1) / threads);
}

}  // namespace

void add(const DeviceFloats& floats, float amount, const Stream& stream) {
  const std::size_t n = floats.bytes() / sizeof(float);
  sample::launch(blocks_for(n), threads, 0, stream, add_kernel, floats.data(), n, amount);
}

void scale(const DeviceFloats& target, const DeviceFloats& source, float factor, const Stream& stream) {
  const std::size_t n = target.bytes() / sizeof(float);
  sample::launch(blocks_for(n), threads, 0, stream, scale_kernel, target.data(), source.data(), n, factor);
}

void synchronize_in_kernel(const Stream& stream) {
  sample::launch(1, 1, 0, stream, calling_kernel);
}

void recurse_in_kernel(const Stream& stream) {
  sample::launch(1, 1, 0, stream, recursing_kernel);
}

void launch_unloaded_kernel(const Stream& stream) {
  sample::launch(1, 1, 0, stream, unloaded_kernel);
}

}  // namespace emulation_test
