#include <cmath>
#include <cstddef>

#include "cuda/shared_memory.hpp"
#include "emulation/device_array.hpp"
#include "emulation/orders.hpp"

/// What nobody wrote comes out as NaN, wherever it is and whatever ran before.
namespace {

using namespace emulation_test;
using glissade::cuda::dynamic_shared;
using glissade::cuda::shared;

constexpr unsigned int blocks = 3;
constexpr unsigned int threads = 40;

class KernelUnwrittenMemory : public EveryOrder {};
EMULATION_EVERY_ORDER(KernelUnwrittenMemory);

std::vector<float> sums(std::size_t dynamic_bytes, void (*kernel)(float*)) {
  const DeviceArray<float> result(std::vector<float>(std::size_t{blocks} * threads, 0.0f));
  run({blocks, threads, dynamic_bytes}, kernel, result.data());
  return result.values();
}

__device__ std::size_t thread_of_grid() {
  return std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
}

/// Adds what its neighbour's place holds before it writes its own.
__global__ void add_static(float* result) {
  auto& values = shared<class Values, float[2][threads]>();
  result[thread_of_grid()] = 1.0f + values[1][threads - 1 - threadIdx.x];
  __syncthreads();
  values[1][threadIdx.x] = 1.0f;
}

__global__ void add_dynamic(float* result) {
  float* const values = dynamic_shared<float>();
  result[thread_of_grid()] = 1.0f + values[threads - 1 - threadIdx.x];
  __syncthreads();
  values[threadIdx.x] = 1.0f;
}

/// Writes all places but the last.
__global__ void add_nearly_written(float* result) {
  auto& values = shared<class Nearly, float[threads + 1]>();
  values[threadIdx.x] = 1.0f;
  __syncthreads();
  result[thread_of_grid()] = values[threadIdx.x] + values[threadIdx.x + 1];
}

__global__ void scale(const float* from, float* to) {
  to[thread_of_grid()] = 2.0f * from[thread_of_grid()];
}

TEST_P(KernelUnwrittenMemory, StaticSharedIsNaNInEveryBlock) {
  for (int launch = 0; launch < 2; ++launch)
    for (const float sum : sums(0, add_static))
      EXPECT_TRUE(std::isnan(sum));
}

TEST_P(KernelUnwrittenMemory, DynamicSharedIsNaNInEveryBlock) {
  for (int launch = 0; launch < 2; ++launch)
    for (const float sum : sums(threads * sizeof(float), add_dynamic))
      EXPECT_TRUE(std::isnan(sum));
}

TEST_P(KernelUnwrittenMemory, OneSharedElementForgotten) {
  const std::vector<float> result = sums(0, add_nearly_written);
  for (std::size_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(std::isnan(result[i]), i % threads == threads - 1) << i;
}

TEST_P(KernelUnwrittenMemory, GlobalIsNaN) {
  constexpr std::size_t size = std::size_t{blocks} * threads;
  {
    // Its place must not be given again with what it held.
    const DeviceArray<float> earlier(std::vector<float>(size, 1.0f));
  }
  const DeviceArray<float> unwritten(size);
  const DeviceArray<float> result(std::vector<float>(size, 0.0f));
  run({blocks, threads}, scale, unwritten.data(), result.data());
  for (const float value : result.values())
    EXPECT_TRUE(std::isnan(value));
}

TEST_P(KernelUnwrittenMemory, LocalCopyOfSharedIsStillNaN) {
  const std::vector<float> result = sums(0, [](float* out) {
    struct Accumulators {
      float values[4];
    };
    auto& totals = shared<class Totals, Accumulators>();
    const Accumulators copy = totals;
    out[thread_of_grid()] = copy.values[threadIdx.x % 4];
  });
  for (const float value : result)
    EXPECT_TRUE(std::isnan(value));
}

}  // namespace
