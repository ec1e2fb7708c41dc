#pragma once

#include <cstddef>

#include "device/buffer.hpp"
#include "device/stream.hpp"

namespace glissade::cuda {

/// Copies between ordinary host memory and the device by way of pinned memory.
class Staging {
 public:
  explicit Staging(const Stream& stream);

  /// Queued; the host's bytes have been read when this returns.
  void upload(void* device, const void* host, std::size_t bytes);
  /// Complete when this returns.
  void download(void* host, const void* device, std::size_t bytes);

  template <class T>
  void upload_values(T* device, const T* host, std::size_t count) {
    upload(device, host, count * sizeof(T));
  }

 private:
  static constexpr std::size_t half_bytes = std::size_t{4} << 20;

  const Stream& stream_;
  // Two allocations, of which one is filled while the other is copied.
  struct Half {
    PinnedBuffer<std::byte> bytes{half_bytes};
    Event copied;
    bool is_used = false;
  };
  Half halves_[2];
  int next_ = 0;
};

}  // namespace glissade::cuda
