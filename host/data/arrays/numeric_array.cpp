#include "data/arrays/numeric_array.hpp"

#include <algorithm>

#include "data/arrays/scalar_conversion.hpp"
#include "data/arrays/word_array.hpp"
#include "data/column_names.hpp"
#include "glissade/error.hpp"

namespace glissade {

namespace {

std::uint64_t element_bytes(const ArrayDescription& array) {
  if (!array.words) {
    return scalar_size(array.scalar);
  }
  return array.words->length * (array.words->wide ? sizeof(char32_t) : 1);
}

bool needs_no_conversion(const ArrayDescription& array) {
  const bool stored_type =
      array.scalar == Scalar::uint8 || array.scalar == Scalar::float32 || array.scalar == Scalar::float64;
  return stored_type && !array.column_major && (!array.swapped || array.scalar == Scalar::uint8);
}

ElementType matrix_type(Scalar scalar) {
  switch (scalar) {
    case Scalar::uint8:
      return ElementType::uint8;
    case Scalar::float16:
    case Scalar::float32:
      return ElementType::float32;
    default:
      return ElementType::float64;
  }
}

}  // namespace

ArrayExtent checked_extent(const ByteReader& reader, const ArrayDescription& array) {
  if (array.shape.empty()) {
    reader.fail("the array has no dimension: it is a single number");
  }
  ArrayExtent extent;
  extent.rows = array.shape.front();
  bool fits = true;
  for (std::size_t dimension = 1; dimension < array.shape.size(); ++dimension) {
    fits &= !__builtin_mul_overflow(extent.columns, array.shape[dimension], &extent.columns);
  }
  fits &= !__builtin_mul_overflow(extent.rows, extent.columns, &extent.bytes);
  fits &= !__builtin_mul_overflow(extent.bytes, element_bytes(array), &extent.bytes);
  if (!fits || extent.bytes > reader.bytes_left_at_most()) {
    reader.fail("the header announces more elements than the file holds",
                "The file is cut short or damaged; copy or write it again.");
  }
  if (!reader.compressed() && extent.bytes < reader.bytes_left_at_most()) {
    reader.fail("the header announces " + std::to_string(extent.bytes) + " bytes of elements, but " +
                    std::to_string(reader.bytes_left_at_most()) + " follow",
                "The file is damaged; copy or write it again.");
  }
  if (extent.rows == 0 || extent.columns == 0) {
    reader.fail("the array is empty");
  }
  return extent;
}

Matrix read_array(ByteReader& reader, const ArrayDescription& array, int threads) {
  if (array.words) {
    reader.fail("the array holds words, which only labels may be", "Give each word a number of its own.");
  }
  const ArrayExtent extent = checked_extent(reader, array);
  const ElementType type = matrix_type(array.scalar);
  if (needs_no_conversion(array) && !reader.compressed() && reader.offset() % element_size(type) == 0) {
    return Matrix::map(reader.path(), reader.offset(), type, extent.rows, extent.columns);
  }
  Matrix matrix = Matrix::allocate(type, extent.rows, extent.columns);
  if (needs_no_conversion(array)) {
    reader.read_exactly(matrix.row<std::byte>(0), extent.bytes, "the numbers");
    reader.expect_end();
    return matrix;
  }
  Matrix decompressed;
  const char* source = nullptr;
  if (reader.compressed()) {
    decompressed = Matrix::allocate(ElementType::uint8, 1, extent.bytes);
    reader.read_exactly(decompressed.row<std::uint8_t>(0), extent.bytes, "the numbers");
    reader.expect_end();
    source = reinterpret_cast<const char*>(decompressed.view().data);
  } else {
    source = reader.mapped().data() + reader.offset();
  }
  if (const auto inexact = convert_scalars(source, array, matrix, threads)) {
    throw Error(ErrorKind::input,
                reader.path() + ": the value in row " + std::to_string(*inexact / extent.columns + 1) +
                    ", column " + std::to_string(*inexact % extent.columns + 1) +
                    " (counted from 1) is a whole number that double precision cannot hold",
                "Save numbers of fewer digits, such as an index for each class.");
  }
  return matrix;
}

RawTargets read_array_targets(ByteReader& reader, const ArrayDescription& array, int threads) {
  if (array.words) {
    return read_word_targets(reader, array);
  }
  if (array.shape.size() > 2) {
    reader.fail(
        "labels have one dimension, or two for several targets, not " + std::to_string(array.shape.size()),
        "Is this the file of the features?");
  }
  const Matrix matrix = read_array(reader, array, threads);
  RawTargets targets;
  targets.names = default_target_names(matrix.columns());
  targets.values.resize(matrix.rows() * matrix.columns());
  for (std::uint64_t row = 0; row < matrix.rows(); ++row) {
    for (std::uint64_t column = 0; column < matrix.columns(); ++column) {
      targets.values[row * matrix.columns() + column] = matrix.view().at(row, column);
    }
  }
  return targets;
}

}  // namespace glissade
