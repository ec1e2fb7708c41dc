#include "data/csv/csv_parser.hpp"

#include <utility>

#include "data/csv/left_out_columns.hpp"
#include "data/csv/missing_codes.hpp"
#include "data/csv/parsed_table.hpp"
#include "data/csv/small_integers.hpp"
#include "data/csv/table_values.hpp"
#include "data/csv/table_verdicts.hpp"

namespace glissade {

Table parse_csv(std::string_view body, CsvLayout& layout, const CsvParseOptions& options) {
  ParsedTable parsed(body, layout, options);
  judge_columns(parsed);
  settle_values(parsed);
  note_missing_codes(parsed);
  leave_out_columns(parsed);
  note_small_integers(parsed);
  return std::move(parsed.table);
}

}  // namespace glissade
