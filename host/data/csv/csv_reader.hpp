#pragma once

#include "data/file_source.hpp"
#include "data/files/byte_reader.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// Reads a text table. Throws Error(input) with `file:line:column`; columns are counted in cells.
Table read_csv(ByteReader& reader, const FileSource& source, const SourceOptions& options);

}  // namespace glissade
