#include "data/csv/csv_tile_parser.hpp"

#include <limits>

#include "text/utf8.hpp"

namespace glissade {

void CsvTileParser::parse(const CsvTile& tile, Table& table, std::vector<TileColumn>& columns) const {
  const std::uint64_t column_count = layout_.slots.size();
  const std::uint64_t target_count = layout_.targets.size();
  columns.resize(column_count);
  CsvCellReader reader(tile.text, options_.separator);
  std::uint64_t row = tile.first_row;
  for (; reader.find_record(); ++row) {
    const char* const record = reader.position();
    require_counted(row < tile.first_row + tile.rows, record);
    double* const features = table.values.row<double>(row);
    double* const targets = table.targets.values.data() + row * target_count;
    do {
      const std::uint64_t column = reader.column();
      if (column == column_count) {
        fail_ragged(record);
      }
      const CsvSlot& slot = layout_.slots[column];
      if (slot.role == CsvSlot::Role::ignored) {
        reader.next_text();
        continue;
      }
      double& value = (slot.role == CsvSlot::Role::feature ? features : targets)[slot.index];
      if (columns[column].kind != CellKind::number || !reader.take_number(value)) {
        value = value_of(reader, reader.next(), columns[column]);
      }
    } while (reader.next_in_record());
    if (reader.column() + 1 != column_count) {
      fail_ragged(record);
    }
    reader.end_record();
  }
  require_counted(row == tile.first_row + tile.rows, tile.text.data());
}

double CsvTileParser::value_of(const CsvCellReader& reader, const Cell& cell, TileColumn& column) const {
  if (cell.kind == CellKind::missing) {
    check_may_be_missing(reader, cell);
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (column.kind == CellKind::missing) {
    column.kind = cell.kind;
    column.first_cell = cell.begin;
  }
  if (cell.kind != column.kind) {
    throw mixed_kinds(cell.begin, reader.column());
  }
  if (cell.kind == CellKind::number) {
    return cell.number;
  }
  const auto found = column.words.find(cell.text);
  return found != column.words.end() ? found->second : new_word(reader, cell, column);
}

double CsvTileParser::new_word(const CsvCellReader& reader, const Cell& cell, TileColumn& column) const {
  if (!is_utf8(cell.text)) {
    reader.fail(cell.begin, "the cell is not UTF-8 text", "Save the file as UTF-8.");
  }
  if (layout_.slots[reader.column()].role == CsvSlot::Role::target && layout_.targets.size() > 1) {
    reader.fail(cell.begin,
                quoted_for_message(cell.text) + " is not a number, as each of several targets must be",
                "Name a single target to predict words.");
  }
  const auto index = static_cast<std::uint32_t>(column.words.size());
  return column.words.emplace(cell.text, index).first->second;
}

void CsvTileParser::check_may_be_missing(const CsvCellReader& reader, const Cell& cell) const {
  const bool target = layout_.slots[reader.column()].role == CsvSlot::Role::target;
  if (!(target ? options_.allow_missing_targets : options_.allow_missing)) {
    reader.fail(cell.begin, "there is no value in " + column_name(reader.column()),
                target ? "Fill the target in, or remove the row."
                       : "Fill it in, or say with {impute} what to do about missing values.");
  }
}

void CsvTileParser::require_counted(bool condition, const char* position) {
  if (!condition) {
    throw CsvProblem{position, 0, "the rows are not as many as they were a moment ago",
                     "Start again once nothing writes to the file."};
  }
}

CsvProblem CsvTileParser::mixed_kinds(const char* position, std::uint64_t column) const {
  CsvCellReader reader = reader_at(position);
  const Cell cell = reader.next();
  const bool word = cell.kind == CellKind::word;
  return {position, column + 1,
          quoted_for_message(cell.text) + (word ? " is not a number, but " : " is a number, but ") +
              column_name(column) + (word ? " holds numbers" : " holds words"),
          "Correct the cell; a missing value is an empty cell, NA, NaN or null."};
}

void CsvTileParser::fail_ragged(const char* record) const {
  CsvCellReader reader = reader_at(record);
  do {
    reader.next_text();
  } while (reader.next_in_record());
  const std::uint64_t cells = reader.column() + 1;
  throw CsvProblem{record, 0,
                   "the row has " + std::to_string(cells) + (cells == 1 ? " cell" : " cells") +
                       " where the first has " + std::to_string(layout_.slots.size()),
                   "Check the separator; a cell that holds one must stand in quotes."};
}

std::string CsvTileParser::column_name(std::uint64_t column) const {
  const CsvSlot& slot = layout_.slots[column];
  const bool target = slot.role == CsvSlot::Role::target;
  return "column '" + (target ? layout_.targets : layout_.features)[slot.index] + "'";
}

CsvCellReader CsvTileParser::reader_at(const char* position) const {
  return {body_.substr(static_cast<std::size_t>(position - body_.data())), options_.separator};
}

}  // namespace glissade
