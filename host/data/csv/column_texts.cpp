#include "data/csv/column_texts.hpp"

#include <algorithm>

namespace glissade {

ColumnTexts merge_texts(const std::vector<const TileColumn*>& tiles, std::uint64_t rows) {
  ColumnTexts merged;
  merged.numbers = rows;
  std::unordered_map<std::string_view, std::size_t> places;
  for (const TileColumn* tile : tiles) {
    std::vector<std::string_view> in_order(tile->texts.size());
    for (const auto& [text, number] : tile->texts) {
      in_order[number] = text;
    }
    for (std::size_t number = 0; number < in_order.size(); ++number) {
      const TextUse& use = tile->uses[number];
      const auto [place, is_new] = places.emplace(in_order[number], merged.texts.size());
      if (is_new) {
        merged.texts.push_back({in_order[number], use});
      } else {
        merged.texts[place->second].use.count += use.count;
      }
      merged.numbers -= use.count;
    }
  }
  return merged;
}

}  // namespace glissade
