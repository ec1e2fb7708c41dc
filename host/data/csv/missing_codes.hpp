#pragma once

#include "data/csv/parsed_table.hpp"

namespace glissade {

/// Says of columns of numbers that hold a value such as -999 far from all others: it may stand for a missing
/// one.
void note_missing_codes(ParsedTable& parsed);

}  // namespace glissade
