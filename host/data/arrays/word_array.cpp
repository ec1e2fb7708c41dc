#include "data/arrays/word_array.hpp"

#include <cstring>

#include "data/word_targets.hpp"
#include "text/utf8.hpp"

namespace glissade {

namespace {

/// The word that the element at `bytes` holds; nothing where it is not text.
std::optional<std::string> word_at(const char* bytes, const WordType& type, bool swapped) {
  std::string word;
  if (!type.wide) {
    word.assign(bytes, type.length);
    word.resize(word.find_last_not_of('\0') + 1);
    return is_utf8(word) ? std::optional(word) : std::nullopt;
  }
  for (std::uint64_t place = 0; place < type.length; ++place) {
    std::uint32_t code_point = 0;
    std::memcpy(&code_point, bytes + place * sizeof(code_point), sizeof(code_point));
    code_point = swapped ? __builtin_bswap32(code_point) : code_point;
    if (!append_code_point(code_point, word)) {
      return std::nullopt;
    }
  }
  word.resize(word.find_last_not_of('\0') + 1);
  return word;
}

std::vector<std::string> read_words(ByteReader& reader, const ArrayDescription& array) {
  const ArrayExtent extent = checked_extent(reader, array);
  if (extent.columns != 1) {
    reader.fail("labels that are words have one column, not " + std::to_string(extent.columns),
                "Save one column of them.");
  }
  std::string bytes(extent.bytes, '\0');
  reader.read_exactly(bytes.data(), bytes.size(), "the words");
  reader.expect_end();
  std::vector<std::string> words;
  words.reserve(extent.rows);
  for (std::uint64_t row = 0; row < extent.rows; ++row) {
    const auto word = word_at(bytes.data() + row * (extent.bytes / extent.rows), *array.words, array.swapped);
    if (!word) {
      reader.fail("the label in row " + std::to_string(row + 1) + " is not UTF-8 text",
                  "Save the labels as text, not as bytes.");
    }
    words.push_back(*word);
  }
  return words;
}

}  // namespace

RawTargets read_word_targets(ByteReader& reader, const ArrayDescription& array) {
  return word_targets(read_words(reader, array));
}

}  // namespace glissade
