#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "data/files/gzip_decoder.hpp"
#include "glissade/error.hpp"
#include "glissade/matrix.hpp"

namespace glissade {

/// Reads a file's bytes in order, decompressing a gzip file (known by its content) on the way.
class ByteReader {
 public:
  /// Throws Error(input) where the file is missing, unreadable or empty.
  explicit ByteReader(const std::string& path);

  const std::string& path() const { return path_; }
  bool compressed() const { return decoder_ != nullptr; }
  /// The first bytes of the content, at most 4,096, whatever has been read.
  std::string_view first_bytes() const { return first_bytes_; }
  /// Bytes read so far.
  std::uint64_t offset() const { return offset_; }
  /// How many bytes are left: exact for a plain file, an upper bound for a compressed one. To be held against
  /// every length that the content claims, before memory is allocated for it.
  std::uint64_t bytes_left_at_most() const;

  /// Reads `count` bytes, fewer only at the end of the file, and returns how many.
  std::size_t read(void* target, std::size_t count);
  /// Throws Error(input) where fewer than `count` bytes are left. `what` is being read, for the message.
  void read_exactly(void* target, std::size_t count, const char* what);
  /// Throws Error(input) where bytes are left.
  void expect_end();

  /// Throws Error(input) where what was read so far is not what the file held when it was opened.
  void require_unchanged() const;

  /// Throws Error(input): path, the byte being read, `what`.
  [[noreturn]] void fail(const std::string& what, const std::string& hint = {}) const;

  /// A plain file's bytes; they live as long as the reader.
  std::string_view mapped() const { return mapped_; }

 private:
  std::string path_;
  Matrix mapping_;
  std::string_view mapped_;
  std::unique_ptr<GzipDecoder> decoder_;
  std::string first_bytes_;
  std::uint64_t offset_ = 0;
};

/// What `read` makes of the file of `reader`. A file that was changed meanwhile is refused as such, whatever
/// it then looks like.
template <class Read>
auto read_unchanged(const ByteReader& reader, const Read& read) {
  try {
    auto result = read();
    reader.require_unchanged();
    return result;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::input) {
      reader.require_unchanged();
    }
    throw;
  }
}

}  // namespace glissade
