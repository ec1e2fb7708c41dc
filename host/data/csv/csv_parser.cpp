#include "data/csv/csv_parser.hpp"

#include <atomic>
#include <cmath>
#include <exception>
#include <optional>

#include "numeric/thread_count.hpp"

namespace glissade {

namespace {

struct ParsedTile {
  std::vector<TileColumn> columns;
  std::optional<CsvProblem> problem;
  std::exception_ptr exception;

  bool failed() const { return problem.has_value() || exception != nullptr; }
};

void parse_tile(const CsvTileParser& parser, const CsvTile& tile, Table& table, ParsedTile& parsed) {
  try {
    parser.parse(tile, table, parsed.columns);
  } catch (const CsvProblem& problem) {
    parsed.problem = problem;
  } catch (...) {
    parsed.exception = std::current_exception();
  }
}

std::vector<ParsedTile> parse_tiles(const CsvTileParser& parser, const std::vector<CsvTile>& tiles,
                                    Table& table, int threads) {
  std::vector<ParsedTile> parsed(tiles.size());
  // What fails behind an earlier failure will not be reported.
  std::atomic<std::size_t> first_failure = tiles.size();
#pragma omp parallel for schedule(dynamic) num_threads(team_size(threads, tiles.size()))
  for (std::size_t tile = 0; tile < tiles.size(); ++tile) {
    if (tile > first_failure.load()) {
      continue;
    }
    parse_tile(parser, tiles[tile], table, parsed[tile]);
    std::size_t earlier = first_failure.load();
    while (parsed[tile].failed() && tile < earlier && !first_failure.compare_exchange_weak(earlier, tile)) {
    }
  }
  return parsed;
}

// Goes through the tiles in order, so that a tile is reached only if all before it are sound. What a column
// holds is decided by its first cell that is not missing; a later tile that found the other kind is at fault.
std::vector<CellKind> agree_on_kinds(const CsvTileParser& parser, const std::vector<ParsedTile>& parsed,
                                     std::size_t column_count) {
  std::vector<CellKind> kinds(column_count, CellKind::missing);
  for (const ParsedTile& tile : parsed) {
    if (tile.exception != nullptr) {
      std::rethrow_exception(tile.exception);
    }
    std::optional<CsvProblem> first = tile.problem;
    for (std::size_t column = 0; column < column_count; ++column) {
      const TileColumn& found = tile.columns[column];
      if (kinds[column] == CellKind::missing) {
        kinds[column] = found.kind;
      } else if (found.kind != CellKind::missing && found.kind != kinds[column] &&
                 (!first || found.first_cell < first->position)) {
        first = parser.mixed_kinds(found.first_cell, column);
      }
    }
    if (first) {
      throw *first;
    }
  }
  return kinds;
}

// The words of a column, sorted; the values become indices into them.
std::vector<std::string> settle_words(const std::vector<CsvTile>& tiles,
                                      const std::vector<ParsedTile>& parsed, std::size_t column,
                                      double* values, std::uint64_t stride) {
  std::vector<const TileColumn*> found;
  for (const ParsedTile& tile : parsed) {
    found.push_back(&tile.columns[column]);
  }
  std::vector<std::string> words = merge_words(found);
  for (std::size_t tile = 0; tile < tiles.size(); ++tile) {
    const std::vector<double> indices = word_indices(*found[tile], words);
    for (std::uint64_t row = tiles[tile].first_row; row < tiles[tile].first_row + tiles[tile].rows; ++row) {
      double& value = values[row * stride];
      value = std::isnan(value) ? value : indices[static_cast<std::size_t>(value)];
    }
  }
  return words;
}

Table table_of_size(std::uint64_t rows, const CsvLayout& layout) {
  Table table;
  table.values = Matrix::allocate(ElementType::float64, rows, layout.features.size());
  table.targets.names = layout.targets;
  table.targets.values.resize(rows * layout.targets.size());
  for (const std::string& name : layout.features) {
    table.columns.push_back({name, {}});
  }
  return table;
}

}  // namespace

Table parse_csv(std::string_view body, const CsvLayout& layout, const CsvParseOptions& options) {
  const std::vector<CsvTile> tiles = split_records(body, options.threads);
  const std::uint64_t rows = tiles.empty() ? 0 : tiles.back().first_row + tiles.back().rows;
  if (rows == 0) {
    throw CsvProblem{body.data() + body.size(), 0, "there are no rows of data", {}};
  }
  Table table = table_of_size(rows, layout);
  const CsvTileParser parser(body, layout, options);
  const std::vector<ParsedTile> parsed = parse_tiles(parser, tiles, table, options.threads);
  const std::vector<CellKind> kinds = agree_on_kinds(parser, parsed, layout.slots.size());
  for (std::size_t column = 0; column < kinds.size(); ++column) {
    const CsvSlot& slot = layout.slots[column];
    if (kinds[column] != CellKind::word) {
      continue;
    }
    if (slot.role == CsvSlot::Role::feature) {
      table.columns[slot.index].categories = settle_words(
          tiles, parsed, column, table.values.row<double>(0) + slot.index, layout.features.size());
    } else {
      table.targets.words = settle_words(tiles, parsed, column, table.targets.values.data() + slot.index,
                                         layout.targets.size());
    }
  }
  return table;
}

}  // namespace glissade
