#pragma once

#include <string_view>

#include "data/arrays/numeric_array.hpp"
#include "data/files/byte_reader.hpp"

namespace glissade {

/// Whether content that starts so can be an IDX file's. (No text starts with a zero byte.)
bool is_idx(std::string_view first_bytes);

/// Reads the header of an IDX file (the format of the MNIST images: two zero bytes, type, number of
/// dimensions, extents, all big-endian) and leaves `reader` at the first number. Throws Error(input) with a
/// byte offset.
ArrayDescription read_idx_header(ByteReader& reader);

}  // namespace glissade
