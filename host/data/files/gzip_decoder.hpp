#pragma once

#include <zlib.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace glissade {

/// Whether `content` starts as a gzip file does.
bool is_gzip(std::string_view content);

/// Decompresses a gzip file of one or more members, piece by piece. Throws Error(input) with the byte of the
/// compressed file where it is cut short or corrupt.
class GzipDecoder {
 public:
  /// `content`, the whole compressed file, must stay alive. `path` is for messages.
  GzipDecoder(std::string path, std::string_view content);
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;
  ~GzipDecoder();

  /// Writes the next `capacity` bytes, fewer only at the end of the data, and returns how many.
  std::size_t read(std::byte* target, std::size_t capacity);

 private:
  void refill();
  bool start_next_member();
  [[noreturn]] void fail(const std::string& what) const;

  std::string path_;
  std::string_view content_;
  std::size_t fed_ = 0;  // bytes of content_ that zlib has been given
  ::z_stream stream_{};
  bool finished_ = false;
};

}  // namespace glissade
