#pragma once

#include <string_view>

#include "data/csv/cell_number.hpp"
#include "data/csv/csv_layout.hpp"
#include "data/csv/record_lines.hpp"
#include "glissade/table.hpp"

namespace glissade {

struct CsvParseOptions {
  RecordLines lines;
  const MissingMarks& missing;
  char decimal = '.';
  bool decimal_is_open = false;  ///< see DecimalSign
  bool applies_model = false;
  bool allow_missing = false;          ///< in features
  bool allow_missing_targets = false;  ///< in targets
  int threads = 0;
};

/// Parses the records of a text table, without its header, into the values, columns, targets, ids and notes
/// of a table. Decides what each column holds, and leaves out those that nobody can learn from: `layout` is
/// then that of the table. Throws CsvProblem for the first, in the text's order, of the things that are wrong
/// in its rows; then of those that are wrong in its columns.
Table parse_csv(std::string_view body, CsvLayout& layout, const CsvParseOptions& options);

}  // namespace glissade
