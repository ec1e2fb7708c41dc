#include "data/csv/csv_words.hpp"

#include <algorithm>
#include <unordered_set>

namespace glissade {

std::vector<std::string> merge_words(const std::vector<const TileColumn*>& tiles) {
  std::unordered_set<std::string_view> distinct;
  for (const TileColumn* tile : tiles) {
    for (const auto& [word, number] : tile->words) {
      distinct.insert(word);
    }
  }
  std::vector<std::string> merged(distinct.begin(), distinct.end());
  std::sort(merged.begin(), merged.end());
  return merged;
}

std::vector<double> word_indices(const TileColumn& tile, const std::vector<std::string>& merged) {
  std::vector<double> indices(tile.words.size());
  for (const auto& [word, number] : tile.words) {
    const auto found = std::lower_bound(merged.begin(), merged.end(), word);
    indices[number] = static_cast<double>(found - merged.begin());
  }
  return indices;
}

}  // namespace glissade
