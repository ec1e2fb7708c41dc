#pragma once

#include <algorithm>
#include <cstddef>

namespace glissade {

/// Tells lines that start a record from those that hold none: empty ones, ones of separators alone, and
/// comments.
struct RecordLines {
  char separator = ',';
  std::size_t columns = 1;
  /// Lines that begin with # and have another number of cells are comments.
  bool comments = false;

  /// `line`: the start of a line outside quotes; `end`: that of the text.
  bool starts_record(const char* line, const char* end) const {
    if (line == end) {
      return false;
    }
    // Most lines start so.
    if (*line > '#' && *line != separator) {
      return true;
    }
    return looks_like_record(line, end);
  }

 private:
  bool looks_like_record(const char* line, const char* end) const {
    if (*line == '#' && comments) {
      const char* const stop = std::find(line, end, '\n');
      return columns > 1 && static_cast<std::size_t>(std::count(line, stop, separator)) + 1 == columns;
    }
    const char* rest = line;
    const auto is_nothing = [&](char letter) {
      return (letter == separator && columns > 1) || letter == ' ' || letter == '\t';
    };
    while (rest != end && is_nothing(*rest)) {
      ++rest;
    }
    rest += rest != end && *rest == '\r' ? 1 : 0;
    return rest != end && *rest != '\n';
  }
};

}  // namespace glissade
