#pragma once

#include <cstddef>
#include <string_view>

#include "data/files/byte_reader.hpp"

namespace glissade {

/// The whole content of a file: a plain file's mapping, or what a compressed one decompresses to.
class FileText {
 public:
  /// `reader` has not been read from, and outlives the text. Throws Error(input) where the compressed data is
  /// damaged, Error(failure) where memory is short.
  explicit FileText(ByteReader& reader);

  std::string_view view() const { return view_; }

 private:
  /// Grows without holding its content twice: the system moves pages, not bytes.
  struct GrowingMemory {
    GrowingMemory() = default;
    GrowingMemory(const GrowingMemory&) = delete;
    GrowingMemory& operator=(const GrowingMemory&) = delete;
    ~GrowingMemory();
    bool grow(std::size_t new_capacity);

    char* data = nullptr;
    std::size_t capacity = 0;
  };

  std::string_view view_;
  GrowingMemory memory_;
};

}  // namespace glissade
