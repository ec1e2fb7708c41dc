#pragma once

#include <string_view>

#include "data/csv/csv_layout.hpp"
#include "data/csv/csv_tile_parser.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// Parses the records of a CSV text, without its header, into the values, columns and targets of a table.
/// Throws CsvProblem for the first, in the text's order, of the things that are wrong in it.
Table parse_csv(std::string_view body, const CsvLayout& layout, const CsvParseOptions& options);

}  // namespace glissade
