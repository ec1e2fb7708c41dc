#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "data/arrays/numeric_array.hpp"

namespace glissade {

/// Bytes of one number.
std::size_t scalar_size(Scalar scalar);

/// Converts the numbers that start at `source`, in the array's type and order, to the elements of `target`,
/// row-major, whose shape and type (see read_array) are already right. `source` need not be aligned. Returns
/// the index of the first element, row by row, whose whole number no double holds; nothing where all are
/// exact.
std::optional<std::uint64_t> convert_scalars(const char* source, const ArrayDescription& array,
                                             Matrix& target, int threads);

}  // namespace glissade
