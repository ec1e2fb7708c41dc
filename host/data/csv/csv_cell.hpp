#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "data/csv/record_lines.hpp"
#include "data/csv/short_decimal.hpp"

namespace glissade {

/// What is wrong in a CSV text and where; thrown within the reader, which makes an Error of it.
struct CsvProblem {
  const char* position;  ///< in the text
  std::uint64_t column;  ///< of the cell, from 1; 0: the whole line
  std::string message;
  std::string hint;
};

struct Cell {
  const char* begin = nullptr;
  /// The cell's content, unquoted. Valid until the next cell is read.
  std::string_view text;
};

/// Reads a text cell by cell: RFC 4180 with any separator, and spaces around a cell do not count. `text` must
/// start at the start of a record.
class CsvCellReader {
 public:
  CsvCellReader(std::string_view text, char separator)
      : position_(text.data()), end_(text.data() + text.size()), separator_(separator) {}

  const char* position() const { return position_; }
  /// Column of the cell that is read next, from 0.
  std::uint64_t column() const { return column_; }

  /// Skips lines that are no records; false at the end of the text.
  bool find_record(const RecordLines& lines = {});

  /// Reads the next cell if it is nothing but a finite number, as most are; else stays where it is. An
  /// integer with a leading zero is a code.
  bool take_number(double& number) {
    const char* stop = parse_short_decimal(position_, end_, number);
    if (stop == nullptr) {
      const auto [end_of_number, error] = std::from_chars(position_, end_, number);
      stop = error == std::errc() && std::isfinite(number) ? end_of_number : nullptr;
    }
    // plain_number() looks closer at what may be too long for a double.
    const bool taken = stop != nullptr && ends_cell(stop) && number < 0x1p53 && number > -0x1p53 &&
                       !(*position_ == '0' && stop - position_ > 1 && position_[1] >= '0');
    position_ = taken ? stop : position_;
    return taken;
  }

  /// The next cell. The position is then at what ends it.
  Cell next();

  /// Back to the start of a cell of the same record that was just read.
  void go_back(const char* cell) { position_ = cell; }

  /// After a cell: true, and on to the next one, or false where the record ends.
  bool next_in_record() {
    if (position_ != end_ && *position_ == separator_) {
      ++position_;
      ++column_;
      return true;
    }
    return false;
  }

  /// After the last cell of a record.
  void end_record();

  [[noreturn]] void fail(const char* position, std::string message, std::string hint) const {
    throw CsvProblem{position, column_ + 1, std::move(message), std::move(hint)};
  }

 private:
  bool is_space(char letter) const { return (letter == ' ' || letter == '\t') && letter != separator_; }
  void skip_spaces();
  bool ends_cell(const char* position) const {
    return position == end_ || *position == separator_ || *position == '\n' ||
           (*position == '\r' && (position + 1 == end_ || position[1] == '\n'));
  }
  std::string_view plain_text();
  std::string_view quoted_text();
  const char* position_;
  const char* end_;
  char separator_;
  std::uint64_t column_ = 0;
  std::string unquoted_;
};

/// For messages: the text in single quotes, shortened where it is long.
std::string quoted_for_message(std::string_view text);

}  // namespace glissade
