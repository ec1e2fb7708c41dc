#pragma once

#include <string_view>

#include "data/files/byte_reader.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// Whether content that starts so is svmlight's: the first row is a number and pairs such as 12:0.5.
bool is_svmlight(std::string_view first_bytes);

/// Reads a text of rows `target [qid:n] index:value …`, in which values that are not given are 0, into a
/// dense table. Columns are named x1, x2, …; x0, x1, … if an index is 0 or a model has such names. Throws
/// Error(input) with the line of what is wrong, and where hardly any value is given and the dense table would
/// be large.
Table read_svmlight(ByteReader& reader, const SourceOptions& options);

}  // namespace glissade
