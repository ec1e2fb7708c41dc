#include "data/csv/csv_cell.hpp"

#include <algorithm>

namespace glissade {

namespace {

constexpr std::size_t longest_quotation = 40;

}  // namespace

bool CsvCellReader::find_record(const RecordLines& lines) {
  while (position_ != end_ && !lines.starts_record(position_, end_)) {
    position_ = std::find(position_, end_, '\n');
    position_ += position_ == end_ ? 0 : 1;
  }
  return position_ != end_;
}

Cell CsvCellReader::next() {
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

std::string quoted_for_message(std::string_view text) {
  std::string quoted = "'";
  for (const char letter : text.substr(0, longest_quotation)) {
    // A message is one line.
    quoted += static_cast<unsigned char>(letter) < ' ' ? ' ' : letter;
  }
  return quoted + (text.size() > longest_quotation ? "...'" : "'");
}

}  // namespace glissade
