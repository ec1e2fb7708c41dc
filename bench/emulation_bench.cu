#include <benchmark/benchmark.h>
#include <cuda_runtime.h>

#include <cstddef>

/// How fast the emulated device runs threads and barriers, on one core.
namespace {

__global__ void store_kernel(std::size_t n, float* y) {
  const std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (i < n)
    y[i] = 1.0f;
}

__global__ void barrier_kernel(int barriers) {
  for (int i = 0; i < barriers; ++i)
    __syncthreads();
}

__global__ void shuffle_kernel(int shuffles, float* y) {
  float value = 1.0f;
  for (int i = 0; i < shuffles; ++i)
    value = __shfl_xor_sync(0xffffffffu, value, 1);
  y[threadIdx.x] = value;
}

class Device {
 public:
  Device() {
    cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking);
    cudaMalloc(&values_, size * sizeof(float));
  }
  ~Device() {
    cudaFree(values_);
    cudaStreamDestroy(stream_);
  }
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  template <class... Parameters, class... Arguments>
  void run(dim3 grid, dim3 block, void (*kernel)(Parameters...), Arguments... arguments) {
    cudaLaunchConfig_t config{};
    config.gridDim = grid;
    config.blockDim = block;
    config.stream = stream_;
    cudaLaunchKernelEx(&config, kernel, arguments...);
    cudaStreamSynchronize(stream_);
  }
  float* values() const { return values_; }

  static constexpr std::size_t size = 1 << 20;

 private:
  cudaStream_t stream_ = nullptr;
  float* values_ = nullptr;
};

void threads(benchmark::State& state) {
  Device device;
  for (auto _ : state)
    device.run(Device::size / 256, 256, store_kernel, Device::size, device.values());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(Device::size));
}
BENCHMARK(threads)->Name("threads without a barrier")->Unit(benchmark::kMillisecond);

void barriers(benchmark::State& state) {
  constexpr int count = 200;
  const auto block = static_cast<unsigned int>(state.range(0));
  Device device;
  for (auto _ : state)
    device.run(4, block, barrier_kernel, count);
  state.SetItemsProcessed(state.iterations() * 4 * count * state.range(0));
}
BENCHMARK(barriers)
    ->Name("thread-barriers, by block size")
    ->Arg(32)
    ->Arg(256)
    ->Arg(1024)
    ->Unit(benchmark::kMillisecond);

void shuffles(benchmark::State& state) {
  constexpr int count = 200;
  Device device;
  for (auto _ : state)
    device.run(1, 256, shuffle_kernel, count, device.values());
  state.SetItemsProcessed(state.iterations() * count * 256);
}
BENCHMARK(shuffles)->Name("thread-shuffles")->Unit(benchmark::kMillisecond);

void launches(benchmark::State& state) {
  Device device;
  for (auto _ : state)
    device.run(1, 1, store_kernel, std::size_t{1}, device.values());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(launches)->Name("launch and wait")->Unit(benchmark::kMicrosecond);

}  // namespace
