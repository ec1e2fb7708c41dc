#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "data/files/atomic_file.hpp"
#include "data/files/gzip_encoder.hpp"

namespace glissade {

/// Writes a file as AtomicFile does, compressed with gzip if its name ends with .gz. Every member throws as
/// AtomicFile's.
class DataFile {
 public:
  explicit DataFile(const std::string& path);

  void write(const void* bytes, std::size_t count);
  void write(std::string_view text) { write(text.data(), text.size()); }
  void finish();
  void commit();

 private:
  void end_compression();

  AtomicFile file_;
  std::unique_ptr<GzipEncoder> encoder_;
};

}  // namespace glissade
