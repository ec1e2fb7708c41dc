#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/arrays/numeric_array.hpp"
#include "data/files/data_file.hpp"

namespace glissade {

/// Writes an .npy file (format 1.0, row-major; compressed if its name ends with .gz) of a shape known
/// beforehand, piece by piece. Throws Error(failure) where it cannot be written.
class NpyWriter {
 public:
  /// One extent, or rows and columns. `scalar` is int32, int64, float32 or float64.
  NpyWriter(const std::string& path, Scalar scalar, const std::vector<std::uint64_t>& shape);

  /// The next numbers, in row-major order; of the type given to the constructor.
  void append(std::span<const std::int32_t> numbers) { append_bytes(numbers); }
  void append(std::span<const std::int64_t> numbers) { append_bytes(numbers); }
  void append(std::span<const float> numbers) { append_bytes(numbers); }
  void append(std::span<const double> numbers) { append_bytes(numbers); }

  /// As AtomicFile::finish(); all numbers of the shape must have been appended.
  void finish() { file_.finish(); }
  /// Puts the file in place; all numbers of the shape must have been appended.
  void commit() { file_.commit(); }

 private:
  template <class Number>
  void append_bytes(std::span<const Number> numbers) {
    file_.write(numbers.data(), numbers.size_bytes());
  }

  DataFile file_;
};

}  // namespace glissade
