#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glissade/table.hpp"
#include "preprocessing/columns.hpp"

namespace glissade {

/// Rows without a missing value among features and targets, ascending.
std::vector<std::uint64_t> complete_rows(const Table& table);

/// The first column without a value in any row, if there is one.
std::optional<std::size_t> find_empty_column(const Table& table);

/// Throws Error(input) that names the first missing value, row by row. `hint` says what to do about it.
void refuse_missing(const Preprocessing& preprocessing, const Table& table, const char* hint);

/// Median of each column of numbers over the rows, missing values left out; 0 where there is none, and for
/// columns of words.
std::vector<double> column_medians(const Table& table, const RowSelection& rows, int threads);

}  // namespace glissade
