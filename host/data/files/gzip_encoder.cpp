#include "data/files/gzip_encoder.hpp"

#include <algorithm>
#include <utility>

#include "glissade/error.hpp"

namespace glissade {

namespace {

// zlib counts in 32 bits.
constexpr std::size_t largest_piece = std::size_t{1} << 30;

constexpr int gzip_window_bits = 15 + 16;
constexpr int usual_memory_level = 8;

}  // namespace

GzipEncoder::GzipEncoder(Sink sink) : sink_(std::move(sink)) {
  if (::deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window_bits, usual_memory_level,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
    throw Error(ErrorKind::failure, "there is not enough memory to compress a file");
  }
}

GzipEncoder::~GzipEncoder() {
  ::deflateEnd(&stream_);
}

void GzipEncoder::write(const void* bytes, std::size_t count) {
  const auto* next = static_cast<const Bytef*>(bytes);
  while (count > 0) {
    const std::size_t piece = std::min(count, largest_piece);
    stream_.next_in = const_cast<Bytef*>(next);
    stream_.avail_in = static_cast<uInt>(piece);
    deflate_all(Z_NO_FLUSH);
    next += piece;
    count -= piece;
  }
}

void GzipEncoder::finish() {
  stream_.avail_in = 0;
  deflate_all(Z_FINISH);
}

void GzipEncoder::deflate_all(int flush) {
  do {
    stream_.next_out = piece_.data();
    stream_.avail_out = static_cast<uInt>(piece_.size());
    ::deflate(&stream_, flush);
    sink_(piece_.data(), piece_.size() - stream_.avail_out);
  } while (stream_.avail_out == 0);
}

}  // namespace glissade
