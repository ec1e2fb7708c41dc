#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/csv/csv_cell.hpp"
#include "data/csv/csv_layout.hpp"
#include "data/csv/csv_tiles.hpp"
#include "data/csv/csv_words.hpp"
#include "glissade/table.hpp"

namespace glissade {

struct CsvParseOptions {
  char separator = ',';
  bool allow_missing = false;          ///< in features
  bool allow_missing_targets = false;  ///< in targets
  int threads = 0;
};

/// Parses tiles of a CSV text, each on its own; several threads may share one parser.
class CsvTileParser {
 public:
  /// `body` is the text that the tiles are of. All must outlive the parser.
  CsvTileParser(std::string_view body, const CsvLayout& layout, const CsvParseOptions& options)
      : body_(body), layout_(layout), options_(options) {}

  /// Writes the tile's rows to `table`, whose values and targets have their final size, and says in
  /// `columns`, one per column of the file, what is in them. Words are written as indices into the tile's
  /// own. Throws CsvProblem.
  void parse(const CsvTile& tile, Table& table, std::vector<TileColumn>& columns) const;

  /// What to say of a cell that holds a number in a column of words, or a word in one of numbers.
  CsvProblem mixed_kinds(const char* position, std::uint64_t column) const;

 private:
  double value_of(const CsvCellReader& reader, const Cell& cell, TileColumn& column) const;
  double new_word(const CsvCellReader& reader, const Cell& cell, TileColumn& column) const;
  void check_may_be_missing(const CsvCellReader& reader, const Cell& cell) const;
  /// A file that somebody writes to may have other rows than when they were counted.
  static void require_counted(bool condition, const char* position);
  [[noreturn]] void fail_ragged(const char* record) const;
  std::string column_name(std::uint64_t column) const;
  CsvCellReader reader_at(const char* position) const;

  std::string_view body_;
  const CsvLayout& layout_;
  const CsvParseOptions& options_;
};

}  // namespace glissade
