#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace glissade {

/// A data file as the command line names it: a path, and for CSV how it is written.
struct FileSource {
  std::string path;
  std::optional<char> separator;
  std::optional<bool> header;

  bool has_csv_options() const { return separator.has_value() || header.has_value(); }
};

/// One character, "tab", or "blanks", which is returned as ' '. Throws Error(usage) for what cannot separate
/// cells.
char parse_separator(std::string_view value);

/// Takes `,header=yes|no` and `,separator=C` (one character, or "tab") off the end of `text`. Throws
/// Error(usage) for values that they cannot have.
FileSource parse_file_source(std::string_view text);

}  // namespace glissade
