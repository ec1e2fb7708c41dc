#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <utility>
#include <vector>

#include "emulation/sample/device_buffer.hpp"

/// What small CUDA programs are made of.
namespace emulation_test {

using sample::check;
using sample::Stream;

class Event {
 public:
  explicit Event(unsigned int flags = cudaEventDisableTiming) {
    check(cudaEventCreateWithFlags(&event_, flags));
  }
  ~Event() { cudaEventDestroy(event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  operator cudaEvent_t() const { return event_; }

 private:
  cudaEvent_t event_ = nullptr;
};

/// Floats that `allocate` gives and `release` takes back.
template <cudaError_t (*allocate)(void**, std::size_t), cudaError_t (*release)(void*)>
class Floats {
 public:
  explicit Floats(std::size_t size) : size_(size) {
    void* address = nullptr;
    check(allocate(&address, bytes()));
    data_ = static_cast<float*>(address);
  }
  ~Floats() { free(); }
  Floats(const Floats&) = delete;
  Floats& operator=(const Floats&) = delete;

  void free() { check(release(std::exchange(data_, nullptr))); }
  float* data() const { return data_; }
  std::size_t bytes() const { return size_ * sizeof(float); }

 private:
  std::size_t size_;
  float* data_ = nullptr;
};

using DeviceFloats = Floats<cudaMalloc, cudaFree>;
using PinnedFloats = Floats<cudaMallocHost, cudaFreeHost>;

inline void upload(const DeviceFloats& target, const PinnedFloats& source, const Stream& stream) {
  check(cudaMemcpyAsync(target.data(), source.data(), target.bytes(), cudaMemcpyHostToDevice, stream));
}

inline void download(const PinnedFloats& target, const DeviceFloats& source, const Stream& stream) {
  check(cudaMemcpyAsync(target.data(), source.data(), target.bytes(), cudaMemcpyDeviceToHost, stream));
}

inline void clear(const DeviceFloats& target, const Stream& stream) {
  check(cudaMemsetAsync(target.data(), 0, target.bytes(), stream));
}

/// What the floats are, waiting for the stream's work so far.
inline std::vector<float> values_of(const DeviceFloats& floats, const Stream& stream) {
  const PinnedFloats received(floats.bytes() / sizeof(float));
  download(received, floats, stream);
  stream.wait();
  return {received.data(), received.data() + floats.bytes() / sizeof(float)};
}

/// Accesses that no compiler leaves out.
inline float read(const float* address) {
  return *static_cast<const volatile float*>(address);
}
inline void write(float* address, float value) {
  *static_cast<volatile float*>(address) = value;
}

}  // namespace emulation_test
