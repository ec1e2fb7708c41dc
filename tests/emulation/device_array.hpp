#pragma once

#include <vector>

#include "emulation/sample/device_buffer.hpp"

namespace emulation_test {

/// Device memory as a test needs it: filled from values, read back as values.
template <class T>
class DeviceArray {
 public:
  explicit DeviceArray(std::size_t size) : size_(size) {
    sample::check(cudaMalloc(&device_, bytes()));
    sample::check(cudaMallocHost(&staging_, bytes()));
  }
  explicit DeviceArray(const std::vector<T>& values) : DeviceArray(values.size()) {
    const sample::Stream stream;
    std::copy(values.begin(), values.end(), staging_);
    sample::check(cudaMemcpyAsync(device_, staging_, bytes(), cudaMemcpyHostToDevice, stream));
    stream.wait();
  }
  ~DeviceArray() {
    cudaFree(device_);
    cudaFreeHost(staging_);
  }
  DeviceArray(const DeviceArray&) = delete;
  DeviceArray& operator=(const DeviceArray&) = delete;

  T* data() const { return device_; }

  std::vector<T> values() const {
    const sample::Stream stream;
    sample::check(cudaMemcpyAsync(staging_, device_, bytes(), cudaMemcpyDeviceToHost, stream));
    stream.wait();
    return std::vector<T>(staging_, staging_ + size_);
  }

 private:
  std::size_t bytes() const { return size_ * sizeof(T); }

  std::size_t size_;
  T* device_ = nullptr;
  T* staging_ = nullptr;
};

struct Shape {
  dim3 grid;
  dim3 block;
  std::size_t dynamic_bytes = 0;
};

/// Launches and waits.
template <class... Parameters, class... Arguments>
void run(const Shape& shape, void (*kernel)(Parameters...), Arguments... arguments) {
  const sample::Stream stream;
  cudaLaunchConfig_t config{};
  config.gridDim = shape.grid;
  config.blockDim = shape.block;
  config.dynamicSmemBytes = shape.dynamic_bytes;
  config.stream = stream;
  sample::check(cudaLaunchKernelEx(&config, kernel, arguments...));
  stream.wait();
}

}  // namespace emulation_test
