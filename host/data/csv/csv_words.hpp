#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/csv/csv_cell.hpp"

namespace glissade {

/// What one tile of a CSV text has in one column: numbers or words, as the first cell that is not missing
/// says.
struct TileColumn {
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  CellKind kind = CellKind::missing;
  const char* first_cell = nullptr;
  /// Words, numbered in the order of their first appearance in the tile.
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> words;
};

/// Distinct words of a column in all tiles, sorted.
std::vector<std::string> merge_words(const std::vector<const TileColumn*>& tiles);

/// For each word of a tile, by its number there, the index in the sorted `merged`.
std::vector<double> word_indices(const TileColumn& tile, const std::vector<std::string>& merged);

}  // namespace glissade
