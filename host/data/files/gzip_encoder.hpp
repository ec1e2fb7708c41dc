#pragma once

#include <zlib.h>

#include <array>
#include <cstddef>
#include <functional>
#include <string_view>

namespace glissade {

/// Compresses into one gzip member that says nothing of its origin: the same bytes for the same content.
class GzipEncoder {
 public:
  using Sink = std::function<void(const void* bytes, std::size_t count)>;

  /// `sink` takes the compressed bytes as they come. Throws Error(failure) where memory is short.
  explicit GzipEncoder(Sink sink);
  GzipEncoder(const GzipEncoder&) = delete;
  GzipEncoder& operator=(const GzipEncoder&) = delete;
  ~GzipEncoder();

  void write(const void* bytes, std::size_t count);
  /// Writes the end of the member; nothing may be written after it.
  void finish();

 private:
  void deflate_all(int flush);

  Sink sink_;
  ::z_stream stream_{};
  std::array<unsigned char, std::size_t{1} << 16> piece_;
};

}  // namespace glissade
