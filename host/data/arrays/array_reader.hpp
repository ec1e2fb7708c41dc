#pragma once

#include "data/files/byte_reader.hpp"
#include "data/files/file_kind.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// Reads features, and labels if `options` names them, from .npy or IDX files. `reader` is at the start of
/// options.data. Throws Error(input) and, where `options` asks for what such files do not have, Error(usage).
Table read_arrays(ByteReader& reader, FileKind kind, const SourceOptions& options);

}  // namespace glissade
