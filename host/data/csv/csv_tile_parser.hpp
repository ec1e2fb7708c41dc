#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/csv/cell_number.hpp"
#include "data/csv/column_texts.hpp"
#include "data/csv/csv_cell.hpp"
#include "data/csv/csv_layout.hpp"
#include "data/csv/csv_tiles.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// Parses tiles of a text table, each on its own; several threads may share one parser.
class CsvTileParser {
 public:
  /// `body` is the text that the tiles are of. All must outlive the parser.
  CsvTileParser(std::string_view body, const RecordLines& lines, const CsvLayout& layout,
                const MissingMarks& missing)
      : body_(body), lines_(lines), layout_(layout), missing_(missing) {
    for (const CsvSlot& slot : layout.slots) {
      ways_.push_back({slot.role, !slot.as_text && slot.form.is_plain(), slot.index});
    }
  }

  /// Writes the tile's rows to `table`, whose values, targets and ids have their final size. A cell that is
  /// no number in its column's form becomes a mark of its text, which is in `columns`, one per column of the
  /// file. Throws CsvProblem.
  void parse(const CsvTile& tile, Table& table, std::vector<TileColumn>& columns) const;

 private:
  /// The part of a slot that every cell asks for.
  struct Way {
    CsvSlot::Role role;
    bool is_plain;  // numbers without anything else
    std::uint64_t index;
  };
  double value_of(CsvCellReader& reader, const Way& way, TileColumn& column) const;
  double value_of_text(CsvCellReader& reader, const Way& way, TileColumn& column) const;
  static double mark_of(const CsvCellReader& reader, const Cell& cell, TileColumn& column);
  static void skip(CsvCellReader& reader, const Way& way);
  /// A file that somebody writes to may have other rows than when they were counted.
  static void require_counted(bool condition, const char* position);
  [[noreturn]] void fail_ragged(const char* record) const;

  std::string_view body_;
  const RecordLines& lines_;
  const CsvLayout& layout_;
  const MissingMarks& missing_;
  std::vector<Way> ways_;
};

}  // namespace glissade
