#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "data/csv/record_lines.hpp"

namespace glissade {

/// Whole records of a CSV text.
struct CsvTile {
  std::string_view text;
  std::uint64_t first_row = 0;
  std::uint64_t rows = 0;  ///< lines that are no records do not count
};

/// Splits `body`, which starts at the start of a record, into tiles that can be parsed on their own, and
/// counts their rows. Reads the text once, in parallel. A line end within quotes ends no record. Throws
/// CsvProblem where there is a NUL byte.
std::vector<CsvTile> split_records(std::string_view body, const RecordLines& lines, int threads);

/// Throws CsvProblem for the first NUL byte.
void refuse_zero_bytes(std::string_view text);

}  // namespace glissade
