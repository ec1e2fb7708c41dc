#pragma once

#include <string>

#include "glissade/table.hpp"

namespace glissade {

/// Reads every value of a table that is otherwise complete once, in parallel: sets its checksum and its
/// number of missing values, and throws Error(input) for the first value that may not be there: an infinite
/// one, and NaN unless `options` allows missing values (features) or makes targets optional (targets).
void check_table(Table& table, const SourceOptions& options);

}  // namespace glissade
