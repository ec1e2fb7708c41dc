#pragma once

#include <cuda_runtime.h>

#include <cstddef>

#include "device/check.hpp"

namespace glissade::cuda {

/// A queue of work on the device, independent of all others.
class Stream {
 public:
  Stream() { check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "creating a stream"); }
  /// What is still queued uses memory that is about to be freed.
  ~Stream() {
    cudaStreamSynchronize(stream_);
    cudaStreamDestroy(stream_);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  cudaStream_t get() const { return stream_; }
  void wait() const { check(cudaStreamSynchronize(stream_), "running work on the device"); }

  /// `host` is pinned, and stays as it is until the copy has run.
  template <class T>
  void upload(T* device, const T* host, std::size_t count) const {
    check(cudaMemcpyAsync(device, host, count * sizeof(T), cudaMemcpyHostToDevice, stream_),
          "copying to the device");
  }
  template <class T>
  void download(T* host, const T* device, std::size_t count) const {
    check(cudaMemcpyAsync(host, device, count * sizeof(T), cudaMemcpyDeviceToHost, stream_),
          "copying from the device");
  }
  template <class T>
  void fill_with_zeros(T* device, std::size_t count) const {
    check(cudaMemsetAsync(device, 0, count * sizeof(T), stream_), "filling memory of the device");
  }

 private:
  cudaStream_t stream_ = nullptr;
};

class Event {
 public:
  Event() { check(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming), "creating an event"); }
  ~Event() { cudaEventDestroy(event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void record(const Stream& stream) const {
    check(cudaEventRecord(event_, stream.get()), "recording an event");
  }
  void wait() const { check(cudaEventSynchronize(event_), "running work on the device"); }

 private:
  cudaEvent_t event_ = nullptr;
};

}  // namespace glissade::cuda
