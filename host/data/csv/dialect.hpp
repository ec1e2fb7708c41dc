#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv/record_lines.hpp"
#include "glissade/reading.hpp"

namespace glissade {

/// How a text is cut into rows and cells.
struct TextDialect {
  char separator = ',';  ///< ' ': runs of blanks and tabs
  std::size_t columns = 1;
  /// A separator ends every row: the last column is none.
  bool ends_rows = false;
  /// The names lack that of the first column, as R writes row names.
  bool lacks_first_name = false;
  /// Bytes in front of the first row: comments and a `sep=` line.
  std::size_t start = 0;
  /// Lines that begin with # may be comments.
  bool comments = false;
  /// The first row stands behind a #.
  bool names_in_comment = false;

  RecordLines lines() const { return {separator, columns, comments}; }
};

/// Recognises the dialect by the first rows of `text`, which is UTF-8. `given` wins.
TextDialect recognize_dialect(std::string_view text, const TextOptions& given);

/// The cells of one row, unquoted and without blanks around them; unsound quotes are taken as they are.
std::vector<std::string> cells_of(std::string_view record, char separator);

/// The first rows of a text, at most `most` of them, up to about 256 KB, but three in any case.
std::vector<std::string_view> first_records(std::string_view text, std::size_t most);

/// "tab", "';'", "blanks".
std::string describe_separator(char separator);

}  // namespace glissade
