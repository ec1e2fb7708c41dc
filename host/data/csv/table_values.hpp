#pragma once

#include "data/csv/parsed_table.hpp"

namespace glissade {

/// Makes of the texts in the table what the verdicts say: numbers, places in the dictionary of a column, days
/// since 1970-01-01, or NaN where a value is missing. Adds the notes of the verdicts to the layout's.
void settle_values(ParsedTable& parsed);

}  // namespace glissade
