#include "data/csv/parsed_table.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <optional>
#include <utility>

#include "data/csv/csv_tile_parser.hpp"
#include "numeric/thread_count.hpp"

namespace glissade {

namespace {

/// The way in which a tile could not be parsed.
struct TileFailure {
  std::optional<CsvProblem> problem;
  std::exception_ptr exception;

  bool happened() const { return problem.has_value() || exception != nullptr; }
  void raise() const {
    if (exception != nullptr) {
      std::rethrow_exception(exception);
    }
    if (problem) {
      throw *problem;
    }
  }
};

TileFailure parse_tile(const CsvTileParser& parser, const CsvTile& tile, Table& table,
                       std::vector<TileColumn>& columns) {
  TileFailure failure;
  try {
    parser.parse(tile, table, columns);
  } catch (const CsvProblem& problem) {
    failure.problem = problem;
  } catch (...) {
    failure.exception = std::current_exception();
  }
  return failure;
}

/// A table of final size whose values are yet to be written.
Table empty_table(const CsvLayout& layout, std::uint64_t rows) {
  Table table;
  table.values = Matrix::allocate(ElementType::float64, rows, layout.features.size());
  table.targets.names = layout.targets;
  table.targets.values.resize(rows * layout.targets.size());
  table.ids.resize(layout.id.empty() ? 0 : rows);
  for (const std::string& name : layout.features) {
    table.columns.push_back({name, {}});
  }
  return table;
}

}  // namespace

ParsedTable::ParsedTable(std::string_view text, CsvLayout& columns, const CsvParseOptions& parse_options)
    : body(text),
      layout(columns),
      options(parse_options),
      verdicts(columns.slots.size()),
      tiles_(split_records(text, parse_options.lines, parse_options.threads)) {
  rows_ = tiles_.empty() ? 0 : tiles_.back().first_row + tiles_.back().rows;
  if (rows_ == 0) {
    throw CsvProblem{body.data() + body.size(), 0, "there are no rows of data", {}};
  }
  table = empty_table(layout, rows_);
  parsed_ = parse_tiles(layout);
}

std::vector<ParsedTable::TileColumns> ParsedTable::parse_tiles(const CsvLayout& wanted) {
  const CsvTileParser parser(body, options.lines, wanted, options.missing);
  std::vector<TileColumns> parsed(tiles_.size());
  std::vector<TileFailure> failures(tiles_.size());
  // What fails behind an earlier failure will not be reported.
  std::atomic<std::size_t> first_failure = tiles_.size();
#pragma omp parallel for schedule(dynamic) num_threads(team_size(options.threads, tiles_.size()))
  for (std::size_t tile = 0; tile < tiles_.size(); ++tile) {
    if (tile > first_failure.load()) {
      continue;
    }
    failures[tile] = parse_tile(parser, tiles_[tile], table, parsed[tile]);
    std::size_t earlier = first_failure.load();
    while (failures[tile].happened() && tile < earlier &&
           !first_failure.compare_exchange_weak(earlier, tile)) {
    }
  }
  // A tile is reached only if all before it are sound.
  for (const TileFailure& failure : failures) {
    failure.raise();
  }
  return parsed;
}

void ParsedTable::parse_as_texts(const std::vector<std::size_t>& columns) {
  CsvLayout again = layout;
  for (std::size_t column = 0; column < again.slots.size(); ++column) {
    CsvSlot& slot = again.slots[column];
    slot.as_text = std::ranges::find(columns, column) != columns.end();
    slot.role = slot.as_text || slot.role == CsvSlot::Role::end ? slot.role : CsvSlot::Role::ignored;
  }
  std::vector<TileColumns> parsed = parse_tiles(again);
  for (const std::size_t column : columns) {
    for (std::size_t tile = 0; tile < parsed.size(); ++tile) {
      parsed_[tile][column] = std::move(parsed[tile][column]);
    }
  }
}

bool ParsedTable::has_texts(std::size_t column) const {
  return std::ranges::any_of(parsed_, [&](const TileColumns& tile) { return !tile[column].uses.empty(); });
}

ColumnTexts ParsedTable::texts_of(std::size_t column) const {
  std::vector<const TileColumn*> tiles;
  for (const TileColumns& tile : parsed_) {
    tiles.push_back(&tile[column]);
  }
  return merge_texts(tiles, rows_);
}

ColumnValues ParsedTable::values_of(const CsvSlot& slot) {
  return slot.role == CsvSlot::Role::feature
             ? ColumnValues(table.values.row<double>(0) + slot.index, table.columns.size())
             : ColumnValues(table.targets.values.data() + slot.index, table.targets.names.size());
}

}  // namespace glissade
