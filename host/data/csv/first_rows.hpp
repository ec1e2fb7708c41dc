#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv/dialect.hpp"

namespace glissade {

/// The cells of records, row by row.
using TableRows = std::vector<std::vector<std::string>>;

/// The first row, and those of the rows behind it that are as long; the end behind trailing separators is
/// left out.
TableRows first_rows(std::string_view body, const TextDialect& dialect);

/// Throws CsvProblem at the row behind it if no other row is as long as the first one. `rows`: as
/// first_rows() has them.
void refuse_lone_first_row(std::string_view body, const TextDialect& dialect, const TableRows& rows);

/// The way to mend a column that lacks a name in the first row.
std::string hint_at_name(const TableRows& rows, std::uint64_t column);

}  // namespace glissade
