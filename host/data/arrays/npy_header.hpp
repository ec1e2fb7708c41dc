#pragma once

#include <string>

#include "data/arrays/numeric_array.hpp"
#include "data/files/byte_reader.hpp"

namespace glissade {

/// Whether content that starts so is an .npy file's.
bool is_npy(std::string_view first_bytes);

/// Reads the header of an .npy file (format 1.0, 2.0 or 3.0) of real numbers or words and leaves `reader` at
/// the first of them. Throws Error(input) with the byte offset of what is wrong.
ArrayDescription read_npy_header(ByteReader& reader);

}  // namespace glissade
