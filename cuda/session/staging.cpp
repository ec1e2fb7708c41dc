#include "session/staging.hpp"

#include <algorithm>
#include <cstring>

namespace glissade::cuda {

Staging::Staging(const Stream& stream) : stream_(stream) {}

void Staging::upload(void* device, const void* host, std::size_t bytes) {
  for (std::size_t done = 0; done < bytes; done += half_bytes) {
    const std::size_t count = std::min(half_bytes, bytes - done);
    Half& half = halves_[next_];
    next_ = 1 - next_;
    if (half.is_used)
      half.copied.wait();
    std::memcpy(half.bytes.data(), static_cast<const std::byte*>(host) + done, count);
    stream_.upload(static_cast<std::byte*>(device) + done, half.bytes.data(), count);
    half.copied.record(stream_);
    half.is_used = true;
  }
}

void Staging::download(void* host, const void* device, std::size_t bytes) {
  // A queued upload may still read the half; what is downloaded into it comes later in the same stream.
  Half& half = halves_[next_];
  for (std::size_t done = 0; done < bytes; done += half_bytes) {
    const std::size_t count = std::min(half_bytes, bytes - done);
    stream_.download(half.bytes.data(), static_cast<const std::byte*>(device) + done, count);
    stream_.wait();
    std::memcpy(static_cast<std::byte*>(host) + done, half.bytes.data(), count);
  }
}

}  // namespace glissade::cuda
