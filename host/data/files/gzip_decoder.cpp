#include "data/files/gzip_decoder.hpp"

#include <algorithm>
#include <utility>

#include "glissade/error.hpp"

namespace glissade {

namespace {

// zlib counts in 32 bits.
constexpr std::size_t largest_piece = std::size_t{1} << 30;

constexpr int gzip_window_bits = 15 + 16;

}  // namespace

bool is_gzip(std::string_view content) {
  return content.starts_with("\x1f\x8b");
}

GzipDecoder::GzipDecoder(std::string path, std::string_view content)
    : path_(std::move(path)), content_(content) {
  if (::inflateInit2(&stream_, gzip_window_bits) != Z_OK) {
    throw Error(ErrorKind::failure, path_ + ": there is not enough memory to decompress the file");
  }
}

GzipDecoder::~GzipDecoder() {
  ::inflateEnd(&stream_);
}

std::size_t GzipDecoder::read(std::byte* target, std::size_t capacity) {
  std::size_t produced = 0;
  while (produced < capacity && !finished_) {
    refill();
    const std::size_t room = std::min(capacity - produced, largest_piece);
    stream_.next_out = reinterpret_cast<Bytef*>(target + produced);
    stream_.avail_out = static_cast<uInt>(room);
    const int status = ::inflate(&stream_, Z_NO_FLUSH);
    produced += room - stream_.avail_out;
    if (status == Z_STREAM_END) {
      finished_ = !start_next_member();
    } else if (status == Z_MEM_ERROR) {
      throw Error(ErrorKind::failure, path_ + ": there is not enough memory to decompress the file");
    } else if (status == Z_BUF_ERROR && stream_.avail_in == 0 && fed_ == content_.size()) {
      fail("the compressed data ends too early");
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      fail(std::string("the compressed data is corrupt") +
           (stream_.msg == nullptr ? "" : std::string(" (") + stream_.msg + ")"));
    }
  }
  return produced;
}

void GzipDecoder::refill() {
  if (stream_.avail_in != 0) {
    return;
  }
  const std::string_view piece = content_.substr(fed_, largest_piece);
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
  stream_.avail_in = static_cast<uInt>(piece.size());
  fed_ += piece.size();
}

// Members may follow each other; zeros after the last one are padding, as tape drives left it.
bool GzipDecoder::start_next_member() {
  const std::string_view rest = content_.substr(fed_ - stream_.avail_in);
  if (rest.find_first_not_of('\0') == std::string_view::npos) {
    return false;
  }
  if (!is_gzip(rest)) {
    fail("something other than compressed data follows");
  }
  ::inflateReset(&stream_);
  return true;
}

void GzipDecoder::fail(const std::string& what) const {
  throw Error(ErrorKind::input, path_ + ": byte " + std::to_string(fed_ - stream_.avail_in) + ": " + what,
              "The file is damaged; copy or download it again.");
}

}  // namespace glissade
