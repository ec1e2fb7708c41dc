#include "data/csv/csv_tile_parser.hpp"

#include <optional>

#include "text/utf8.hpp"

namespace glissade {

namespace {

/// Amounts in parentheses, and what may be telephone numbers: the column's judge looks at all of them.
bool is_doubtful(std::string_view text, const NumberForm& form) {
  return form.kind == NumberForm::Kind::number &&
         (text.find(')') != std::string_view::npos ||
          (form.unit.empty() && text.find_first_of(" \xc2\xe2") != std::string_view::npos));
}

}  // namespace

void CsvTileParser::parse(const CsvTile& tile, Table& table, std::vector<TileColumn>& columns) const {
  const std::uint64_t column_count = layout_.slots.size();
  const std::uint64_t target_count = layout_.targets.size();
  columns.resize(column_count);
  CsvCellReader reader(tile.text, lines_.separator);
  std::uint64_t row = tile.first_row;
  for (; reader.find_record(lines_); ++row) {
    const char* const record = reader.position();
    require_counted(row < tile.first_row + tile.rows, record);
    double* const features = table.values.row<double>(row);
    double* const targets = table.targets.values.data() + row * target_count;
    do {
      const std::uint64_t column = reader.column();
      if (column == column_count) {
        fail_ragged(record);
      }
      const Way& way = ways_[column];
      if (way.role == CsvSlot::Role::feature) {
        features[way.index] = value_of(reader, way, columns[column]);
      } else if (way.role == CsvSlot::Role::target) {
        targets[way.index] = value_of(reader, way, columns[column]);
      } else if (way.role == CsvSlot::Role::id) {
        table.ids[row] = reader.next().text;
      } else {
        skip(reader, way);
      }
    } while (reader.next_in_record());
    if (reader.column() + 1 != column_count) {
      fail_ragged(record);
    }
    reader.end_record();
  }
  require_counted(row == tile.first_row + tile.rows, tile.text.data());
}

inline double CsvTileParser::value_of(CsvCellReader& reader, const Way& way, TileColumn& column) const {
  double value = 0.0;
  const char* const start = reader.position();
  if (!way.is_plain || !reader.take_number(value)) {
    return value_of_text(reader, way, column);
  }
  if (missing_.has_numbers() && missing_.is_number_mark(value)) {
    reader.go_back(start);
    return mark_of(reader, reader.next(), column);
  }
  return value;
}

double CsvTileParser::value_of_text(CsvCellReader& reader, const Way& way, TileColumn& column) const {
  const Cell cell = reader.next();
  const CsvSlot& slot = layout_.slots[reader.column()];
  if (!slot.as_text) {
    const std::string_view text = trimmed(cell.text);
    const std::optional<double> number = way.is_plain ? plain_number(text) : number_in_form(text, slot.form);
    const bool is_settled = way.is_plain || !is_doubtful(text, slot.form);
    if (number && is_settled && !(missing_.has_numbers() && missing_.in_words(text))) {
      return *number;
    }
  }
  return mark_of(reader, cell, column);
}

double CsvTileParser::mark_of(const CsvCellReader& reader, const Cell& cell, TileColumn& column) {
  auto found = column.texts.find(cell.text);
  if (found == column.texts.end()) {
    if (!is_utf8(cell.text)) {
      reader.fail(cell.begin, "the cell is not UTF-8 text", "Save the file as UTF-8.");
    }
    found = column.texts.emplace(cell.text, static_cast<std::uint32_t>(column.uses.size())).first;
    column.uses.push_back({0, cell.begin});
  }
  ++column.uses[found->second].count;
  return text_mark(found->second);
}

void CsvTileParser::skip(CsvCellReader& reader, const Way& way) {
  const Cell cell = reader.next();
  if (way.role == CsvSlot::Role::end && !cell.text.empty()) {
    reader.fail(cell.begin,
                quoted_for_message(cell.text) + " stands behind the separator that ends the other rows",
                "Name the column in the header, or remove the cell.");
  }
}

void CsvTileParser::require_counted(bool condition, const char* position) {
  if (!condition) {
    throw CsvProblem{position, 0, "the rows are not as many as they were a moment ago",
                     "Start again once nothing writes to the file."};
  }
}

void CsvTileParser::fail_ragged(const char* record) const {
  CsvCellReader reader(body_.substr(static_cast<std::size_t>(record - body_.data())), lines_.separator);
  do {
    reader.next();
  } while (reader.next_in_record());
  const std::uint64_t cells = reader.column() + 1;
  const bool first_is_shorter = layout_.first_row_cells < layout_.slots.size();
  const bool has_row_names = first_is_shorter && layout_.slots.back().role != CsvSlot::Role::end;
  throw CsvProblem{record, 0,
                   "the row has " + std::to_string(cells) + (cells == 1 ? " cell" : " cells") +
                       (first_is_shorter ? " where the others have " : " where the first has ") +
                       std::to_string(layout_.slots.size()),
                   has_row_names
                       ? "Each row must have a row name and as many cells as the header; a cell that "
                         "holds a separator must stand in quotes."
                       : "Check the separator; a cell that holds one must stand in quotes."};
}

}  // namespace glissade
