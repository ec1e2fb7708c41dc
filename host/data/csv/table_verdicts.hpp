#pragma once

#include "data/csv/parsed_table.hpp"

namespace glissade {

/// Decides what each column of the table holds; one that turns out to be no mere numbers is parsed once more.
/// Throws CsvProblem for what stands first in the text of the things that do not fit their column.
void judge_columns(ParsedTable& parsed);

}  // namespace glissade
