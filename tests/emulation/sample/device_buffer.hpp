#pragma once

#include <cuda_runtime.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <span>

namespace sample {

inline void check(cudaError_t error) {
  if (error == cudaSuccess)
    return;
  std::fprintf(stderr, "%s\n", cudaGetErrorString(error));
  std::exit(1);
}

class Stream {
 public:
  Stream() { check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking)); }
  ~Stream() { cudaStreamDestroy(stream_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  operator cudaStream_t() const { return stream_; }
  void wait() const { check(cudaStreamSynchronize(stream_)); }

 private:
  cudaStream_t stream_ = nullptr;
};

/// Floats on the device with as many in pinned memory to come and go through.
class Buffer {
 public:
  explicit Buffer(std::size_t size) : size_(size) {
    check(cudaMalloc(&device_, size * sizeof(float)));
    check(cudaMallocHost(&staging_, size * sizeof(float)));
  }
  ~Buffer() {
    cudaFree(device_);
    cudaFreeHost(staging_);
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  float* data() const { return device_; }

  void upload(std::span<const float> values, const Stream& stream) {
    std::copy(values.begin(), values.end(), staging_);
    check(cudaMemcpyAsync(device_, staging_, size_ * sizeof(float), cudaMemcpyHostToDevice, stream));
  }
  void download(std::span<float> values, const Stream& stream) {
    check(cudaMemcpyAsync(staging_, device_, size_ * sizeof(float), cudaMemcpyDeviceToHost, stream));
    stream.wait();
    std::copy(staging_, staging_ + size_, values.begin());
  }

 private:
  std::size_t size_;
  float* device_ = nullptr;
  float* staging_ = nullptr;
};

template <class... Parameters, class... Arguments>
void launch(unsigned int blocks, unsigned int threads, std::size_t dynamic_bytes, const Stream& stream,
            void (*kernel)(Parameters...), Arguments... arguments) {
  cudaLaunchConfig_t config{};
  config.gridDim = dim3(blocks);
  config.blockDim = dim3(threads);
  config.dynamicSmemBytes = dynamic_bytes;
  config.stream = stream;
  check(cudaLaunchKernelEx(&config, kernel, arguments...));
}

}  // namespace sample
