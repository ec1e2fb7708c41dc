#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace glissade {

/// A cell that is not read as a number yet stands in the table as NaN with the number of its text.
inline double text_mark(std::uint32_t number) {
  return std::bit_cast<double>(std::uint64_t{0x7ff8000000000000} | number);
}
inline std::uint32_t text_number(double mark) {
  return static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(mark));
}

/// One of the texts in a column that are no numbers.
struct TextUse {
  std::uint64_t count = 0;
  const char* first = nullptr;  ///< its first cell
};

/// The content of one column in one tile: numbers, which are in the table, and texts.
struct TileColumn {
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  /// Numbered in the order of their first appearance.
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> texts;
  std::vector<TextUse> uses;  ///< by number
};

/// The texts of a column in all tiles.
struct ColumnTexts {
  struct Text {
    std::string_view text;
    TextUse use;
  };
  std::vector<Text> texts;    ///< distinct, in the order of their first appearance
  std::uint64_t numbers = 0;  ///< cells that are none of them
};

/// `tiles` in the order of the text; the result refers to them.
ColumnTexts merge_texts(const std::vector<const TileColumn*>& tiles, std::uint64_t rows);

}  // namespace glissade
