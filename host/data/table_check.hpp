#pragma once

#include <string>

#include "data/value_check.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// Reads every value of a table that is otherwise complete once, in parallel: sets its checksum and its
/// number of missing values, and throws Error(input) for the first value that may not be there: an infinite
/// one, and NaN unless `options` allows missing values (features) or makes targets optional (targets).
void check_table(Table& table, const SourceOptions& options);

/// What check_table() is made of.
ValueFindings check_targets(const Table& table, const SourceOptions& options);
void refuse_bad_feature(const MatrixView& values, const ValueFindings& found, const SourceOptions& options);
std::string table_checksum(ValueFindings features, const ValueFindings& targets);

}  // namespace glissade
