#pragma once

#include "data/arrays/numeric_array.hpp"

namespace glissade {

/// Reads the words behind the header that `reader` has just read, [rows] or [rows × 1], as the labels of one
/// target. An empty word is a missing label. Throws Error(input) as checked_extent() does, where there are
/// several columns, and where a word is not text.
RawTargets read_word_targets(ByteReader& reader, const ArrayDescription& array);

}  // namespace glissade
