#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "data/csv/cell_number.hpp"
#include "data/csv/column_texts.hpp"
#include "data/csv/column_verdict.hpp"
#include "data/csv/csv_layout.hpp"
#include "data/csv/csv_parser.hpp"
#include "data/csv/csv_tiles.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// The values of one column in a row-major matrix.
class ColumnValues {
 public:
  ColumnValues(double* first, std::uint64_t stride) : first_(first), stride_(stride) {}
  double& operator[](std::uint64_t row) const { return first_[row * stride_]; }

 private:
  double* first_;
  std::uint64_t stride_;
};

/// A text table whose cells are parsed, and whose columns are judged and settled in place, one job after the
/// other. Refers to all that it is made of.
class ParsedTable {
 public:
  /// Parses the records of `body`. Throws CsvProblem for the first of the things that are wrong in its rows.
  ParsedTable(std::string_view body, CsvLayout& layout, const CsvParseOptions& options);

  std::uint64_t rows() const { return rows_; }
  const std::vector<CsvTile>& tiles() const { return tiles_; }
  const TileColumn& tile_column(std::size_t tile, std::size_t column) const { return parsed_[tile][column]; }

  /// Parses those columns of the file once more, with every cell as a text.
  void parse_as_texts(const std::vector<std::size_t>& columns);

  bool has_texts(std::size_t column) const;
  /// The texts of a column of the file.
  ColumnTexts texts_of(std::size_t column) const;
  /// The values of a slot that is_value().
  ColumnValues values_of(const CsvSlot& slot);

  std::string_view body;
  CsvLayout& layout;
  const CsvParseOptions& options;
  Table table;
  std::vector<ColumnVerdict> verdicts;  ///< one per column of the file

 private:
  using TileColumns = std::vector<TileColumn>;
  std::vector<TileColumns> parse_tiles(const CsvLayout& wanted);

  std::vector<CsvTile> tiles_;
  std::uint64_t rows_ = 0;
  std::vector<TileColumns> parsed_;  // by tile
};

}  // namespace glissade
