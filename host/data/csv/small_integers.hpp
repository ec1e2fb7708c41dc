#pragma once

#include "data/csv/parsed_table.hpp"

namespace glissade {

/// Notes in the layout which columns hold few small integers, as numbers of categories are.
void note_small_integers(ParsedTable& parsed);

}  // namespace glissade
