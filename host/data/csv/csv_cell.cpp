#include "data/csv/csv_cell.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "text/number_text.hpp"

namespace glissade {

namespace {

constexpr std::size_t longest_quotation = 40;

/// `letters` from a to z.
bool equal_without_case(std::string_view text, std::string_view letters) {
  return std::equal(text.begin(), text.end(), letters.begin(), letters.end(),
                    [](char given, char letter) { return given == letter || given - 'A' + 'a' == letter; });
}

/// As C (-nan) and Microsoft's runtime (nan(ind)) write it.
bool is_not_a_number(std::string_view text) {
  text.remove_prefix(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
  return equal_without_case(text, "nan") || equal_without_case(text, "nan(ind)") ||
         equal_without_case(text, "nan(snan)");
}

bool stands_for_missing(std::string_view text) {
  constexpr std::array<std::string_view, 2> marks{"na", "null"};
  return text.empty() || is_not_a_number(text) ||
         std::any_of(marks.begin(), marks.end(),
                     [&](std::string_view mark) { return equal_without_case(text, mark); });
}

// Written as a number, but infinite or beyond what a double holds.
bool is_unusable_number(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) {
    text.remove_prefix(1);
  }
  double value = 0;
  const char* const end = text.data() + text.size();
  return std::from_chars(text.data(), end, value).ptr == end;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

bool CsvCellReader::find_record() {
  while (position_ != end_) {
    const char* next = position_;
    if (*next == '\r') {
      ++next;
    }
    if (next != end_ && *next != '\n') {
      return true;
    }
    position_ = next == end_ ? end_ : next + 1;
  }
  return false;
}

Cell CsvCellReader::next() {
  Cell cell = next_text();
  classify(cell);
  return cell;
}

Cell CsvCellReader::next_text() {
  Cell cell;
  cell.begin = position_;
  skip_spaces();
  const bool quoted = position_ != end_ && *position_ == '"';
  cell.text = quoted ? quoted_text() : plain_text();
  return cell;
}

void CsvCellReader::end_record() {
  column_ = 0;
  if (position_ != end_ && *position_ == '\r') {
    ++position_;
  }
  if (position_ != end_) {
    ++position_;
  }
}

void CsvCellReader::skip_spaces() {
  while (position_ != end_ && is_space(*position_)) {
    ++position_;
  }
}

std::string_view CsvCellReader::plain_text() {
  const char* const first = position_;
  while (!ends_cell(position_)) {
    if (*position_ == '"') {
      fail(position_, "a quote stands inside a cell that does not start with one",
           "Put the whole cell in quotes and double the quotes in it.");
    }
    if (*position_ == '\r') {
      fail(position_, "a carriage return stands inside a row", "Save the file with ordinary line ends.");
    }
    ++position_;
  }
  const char* last = position_;
  while (last != first && is_space(last[-1])) {
    --last;
  }
  return {first, last};
}

std::string_view CsvCellReader::quoted_text() {
  const char* const opening = position_++;
  unquoted_.clear();
  while (true) {
    const char* const quote = std::find(position_, end_, '"');
    if (quote == end_) {
      fail(opening, "the quote that opens this cell is never closed",
           "Close it, or double the quotes inside.");
    }
    unquoted_.append(position_, quote);
    position_ = quote + 1;
    if (position_ == end_ || *position_ != '"') {
      break;
    }
    unquoted_ += '"';
    ++position_;
  }
  skip_spaces();
  if (!ends_cell(position_)) {
    fail(opening, "something follows the closing quote of this cell", "Double the quotes inside a cell.");
  }
  return unquoted_;
}

void CsvCellReader::classify(Cell& cell) const {
  const std::string_view text = trimmed(cell.text);
  if (stands_for_missing(text)) {
    cell.kind = CellKind::missing;
  } else if (const std::optional<double> number = parse_number(text)) {
    if (is_inexact_whole_number(text, *number)) {
      fail(cell.begin, quoted_for_message(text) + " is a whole number that double precision cannot hold",
           "Write it with fewer digits; if it only tells rows apart, leave the column out.");
    }
    cell.kind = CellKind::number;
    cell.number = *number;
  } else if (is_unusable_number(text)) {
    fail(cell.begin, quoted_for_message(text) + " is not a number within the range of double precision",
         "Correct the cell, or leave it empty if the value is missing.");
  } else {
    cell.kind = CellKind::word;
  }
}

std::string quoted_for_message(std::string_view text) {
  std::string quoted = "'";
  for (const char letter : text.substr(0, longest_quotation)) {
    // A message is one line.
    quoted += static_cast<unsigned char>(letter) < ' ' ? ' ' : letter;
  }
  return quoted + (text.size() > longest_quotation ? "...'" : "'");
}

}  // namespace glissade
