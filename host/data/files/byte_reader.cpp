#include "data/files/byte_reader.hpp"

#include <algorithm>
#include <cstring>

#include "data/files/file_descriptor.hpp"
#include "data/files/file_mapping.hpp"
#include "glissade/error.hpp"

namespace glissade {

namespace {

constexpr std::size_t first_byte_count = 4096;

// Deflate spends at least two bits on 258 bytes.
constexpr std::uint64_t largest_compression_ratio = 1032;

}  // namespace

ByteReader::ByteReader(const std::string& path) : path_(path) {
  const std::uint64_t size = FileDescriptor::open_for_reading(path).size();
  if (size == 0) {
    throw Error(ErrorKind::input, path + ": the file is empty");
  }
  mapping_ = Matrix::map(path, 0, ElementType::uint8, 1, size);
  mapped_ = {static_cast<const char*>(mapping_.view().data), size};
  if (!is_gzip(mapped_)) {
    first_bytes_ = mapped_.substr(0, first_byte_count);
    return;
  }
  decoder_ = std::make_unique<GzipDecoder>(path, mapped_);
  first_bytes_.resize(first_byte_count);
  const std::size_t count =
      decoder_->read(reinterpret_cast<std::byte*>(first_bytes_.data()), first_byte_count);
  first_bytes_.resize(count);
  if (count == 0) {
    throw Error(ErrorKind::input, path + ": the file is empty once decompressed");
  }
}

std::uint64_t ByteReader::bytes_left_at_most() const {
  return compressed() ? mapped_.size() * largest_compression_ratio - offset_ : mapped_.size() - offset_;
}

std::size_t ByteReader::read(void* target, std::size_t count) {
  auto* bytes = static_cast<std::byte*>(target);
  const std::string_view at_hand = compressed() ? std::string_view(first_bytes_) : mapped_;
  std::size_t copied = 0;
  if (offset_ < at_hand.size()) {
    copied = std::min(count, at_hand.size() - static_cast<std::size_t>(offset_));
    std::memcpy(bytes, at_hand.data() + offset_, copied);
  }
  if (compressed() && copied < count) {
    copied += decoder_->read(bytes + copied, count - copied);
  }
  offset_ += copied;
  return copied;
}

void ByteReader::read_exactly(void* target, std::size_t count, const char* what) {
  if (read(target, count) != count) {
    fail(std::string("the file ends inside ") + what, "The file is cut short; copy or write it again.");
  }
}

void ByteReader::expect_end() {
  std::byte next{};
  const std::uint64_t end = offset_;
  if (read(&next, 1) != 0) {
    offset_ = end;
    fail("more bytes follow than the header announces", "The file is damaged; copy or write it again.");
  }
}

void ByteReader::require_unchanged() const {
  glissade::require_unchanged(mapped_.data());
}

void ByteReader::fail(const std::string& what, const std::string& hint) const {
  throw Error(ErrorKind::input,
              path_ + ": byte " + std::to_string(offset_) +
                  (compressed() ? " of the decompressed data: " : ": ") + what,
              hint);
}

}  // namespace glissade
