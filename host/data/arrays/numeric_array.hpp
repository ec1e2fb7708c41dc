#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/files/byte_reader.hpp"
#include "glissade/matrix.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// Type of the numbers in an array file; truth values are uint8.
enum class Scalar : std::uint8_t {
  int8,
  uint8,
  int16,
  uint16,
  int32,
  uint32,
  int64,
  uint64,
  float16,
  float32,
  float64,
};

/// Words of one length, padded with zeros.
struct WordType {
  std::uint64_t length = 0;  ///< in characters
  bool wide = false;         ///< UTF-32 rather than bytes
};

/// The description that a header of an .npy or IDX file gives of the numbers or words behind it.
struct ArrayDescription {
  Scalar scalar = Scalar::float32;
  std::optional<WordType> words = {};  ///< the elements are these, not numbers
  bool swapped = false;                ///< bytes of a number in the order that is not this machine's
  bool column_major = false;           ///< Fortran's order
  std::vector<std::uint64_t> shape;
};

/// The size of an array that a file can hold.
struct ArrayExtent {
  std::uint64_t rows = 0;
  std::uint64_t columns = 1;  ///< all dimensions but the first together
  std::uint64_t bytes = 0;
};

/// Throws Error(input) where the shape is impossible, empty or not what the rest of the file holds.
ArrayExtent checked_extent(const ByteReader& reader, const ArrayDescription& array);

/// Reads the numbers behind the header that `reader` has just read, as a matrix of shape[0] rows; all further
/// dimensions together are its columns. uint8 stays so, float16 and float32 become float32, all else float64.
/// Row-major uint8, float32 and float64 in this machine's byte order are mapped, not copied, where the file
/// is not compressed and their place in it is aligned.
///
/// Throws Error(input) where the shape is impossible or is not what the file holds, before allocating.
Matrix read_array(ByteReader& reader, const ArrayDescription& array, int threads);

/// Reads the labels or targets behind the header: [rows] or [rows × targets] numbers, or [rows] words.
RawTargets read_array_targets(ByteReader& reader, const ArrayDescription& array, int threads);

}  // namespace glissade
