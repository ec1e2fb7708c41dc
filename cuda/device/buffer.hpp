#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include "device/check.hpp"

namespace glissade::cuda {

/// Buffers are declared against it: the device's memory, or, for a plan, a count of their bytes.
class DeviceMemory {
 public:
  enum class Use : std::uint8_t { allocates, counts };

  explicit DeviceMemory(Use use = Use::allocates) : use_(use) {}
  DeviceMemory(const DeviceMemory&) = delete;
  DeviceMemory& operator=(const DeviceMemory&) = delete;

  /// Null if it only counts, or there is nothing to take. For cudaFree.
  void* take(std::size_t bytes) {
    bytes_ += bytes;
    void* data = nullptr;
    if (bytes > 0 && use_ == Use::allocates)
      check(cudaMalloc(&data, bytes), "allocating memory on the device");
    return data;
  }
  /// Taken so far.
  std::uint64_t bytes() const { return bytes_; }

 private:
  Use use_;
  std::uint64_t bytes_ = 0;
};

/// `size` elements in the device's memory, not initialised. Move-only.
template <class T>
class DeviceBuffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  DeviceBuffer() = default;
  DeviceBuffer(DeviceMemory& memory, std::size_t size)
      : data_(static_cast<T*>(memory.take(size * sizeof(T)))), size_(size) {}
  DeviceBuffer(DeviceBuffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  DeviceBuffer& operator=(DeviceBuffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~DeviceBuffer() { cudaFree(data_); }

  T* data() const { return data_; }
  std::size_t size() const { return size_; }
  std::size_t bytes() const { return size_ * sizeof(T); }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

/// `size` elements in host memory that asynchronous copies may use, not initialised; at least one. Stays
/// where it is.
template <class T>
class PinnedBuffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  explicit PinnedBuffer(std::size_t size) : size_(size) {
    check(cudaMallocHost(&data_, size * sizeof(T)), "allocating pinned host memory");
  }
  PinnedBuffer(const PinnedBuffer&) = delete;
  PinnedBuffer& operator=(const PinnedBuffer&) = delete;
  ~PinnedBuffer() { cudaFreeHost(data_); }

  T* data() const { return data_; }
  std::span<T> span() const { return {data_, size_}; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace glissade::cuda
