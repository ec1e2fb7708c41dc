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
  Event() : Event(cudaEventDisableTiming) {}
  ~Event() { cudaEventDestroy(event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void record(const Stream& stream) const {
    check(cudaEventRecord(event_, stream.get()), "recording an event");
  }
  void wait() const { check(cudaEventSynchronize(event_), "running work on the device"); }
  /// Makes what is queued on the stream from now on wait for it.
  void hold(const Stream& stream) const {
    check(cudaStreamWaitEvent(stream.get(), event_, 0), "ordering work on the device");
  }

 protected:
  explicit Event(unsigned int flags) { check(cudaEventCreateWithFlags(&event_, flags), "creating an event"); }
  cudaEvent_t get() const { return event_; }

 private:
  cudaEvent_t event_ = nullptr;
};

/// An event that notes when the device reaches it.
class TimingEvent : public Event {
 public:
  TimingEvent() : Event(cudaEventDefault) {}

  /// By the device's clock. The host has waited for both.
  double seconds_since(const TimingEvent& start) const {
    float milliseconds = 0.0f;
    check(cudaEventElapsedTime(&milliseconds, start.get(), get()), "reading the device's clock");
    return 1e-3 * static_cast<double>(milliseconds);
  }
};

}  // namespace glissade::cuda
