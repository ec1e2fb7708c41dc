#pragma once

#include "data/csv/parsed_table.hpp"

namespace glissade {

/// Leaves out the features that nobody can learn from (row names, counters of the rows, and what the verdicts
/// say) and notes them. The layout is then that of the table. Throws CsvProblem where a column that needs a
/// name has none, or no column is left.
void leave_out_columns(ParsedTable& parsed);

}  // namespace glissade
