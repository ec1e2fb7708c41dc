#include "data/csv/text_decoding.hpp"

#include <cstdint>

#include "glissade/error.hpp"
#include "text/utf8.hpp"

namespace glissade {

namespace {

constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
constexpr std::string_view little_endian_mark = "\xff\xfe";
constexpr std::string_view big_endian_mark = "\xfe\xff";

[[noreturn]] void fail(const std::string& path, std::size_t byte) {
  throw Error(ErrorKind::input, path + ": byte " + std::to_string(byte) + " is not UTF-16 text",
              "The file starts as UTF-16 does; save it as UTF-8.");
}

std::string from_utf16(const std::string& path, std::string_view bytes, bool little_endian) {
  std::string text;
  text.reserve(bytes.size() / 2);
  const auto unit_at = [&](std::size_t place) {
    const auto first = static_cast<unsigned char>(bytes[place]);
    const auto second = static_cast<unsigned char>(bytes[place + 1]);
    return static_cast<std::uint32_t>(little_endian ? first | second << 8 : first << 8 | second);
  };
  for (std::size_t place = 2; place < bytes.size(); place += 2) {
    if (place + 1 == bytes.size()) {
      fail(path, place);
    }
    std::uint32_t code = unit_at(place);
    if (code >= 0xdc00 && code < 0xe000) {
      fail(path, place);
    }
    if (code >= 0xd800 && code < 0xdc00) {
      const std::uint32_t low = place + 3 < bytes.size() ? unit_at(place + 2) : 0;
      if (low < 0xdc00 || low >= 0xe000) {
        fail(path, place);
      }
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      place += 2;
    }
    append_code_point(code, text);
  }
  return text;
}

}  // namespace

void decode_text(const std::string& path, std::string_view bytes, DecodedText& decoded) {
  const bool little_endian = bytes.starts_with(little_endian_mark);
  if (little_endian || bytes.starts_with(big_endian_mark)) {
    decoded.was_utf16 = true;
    decoded.converted = from_utf16(path, bytes, little_endian);
    decoded.text = decoded.converted;
    return;
  }
  decoded.text = bytes;
  decoded.text.remove_prefix(bytes.starts_with(utf8_mark) ? utf8_mark.size() : 0);
}

std::string with_tabs_for_blanks(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  bool quoted = false;
  bool blank = false;
  bool at_start = true;
  for (const char letter : text) {
    if (!quoted && (letter == ' ' || letter == '\t')) {
      blank = true;
      continue;
    }
    const bool at_end = !quoted && (letter == '\n' || letter == '\r');
    if (blank && !at_start && !at_end) {
      result += '\t';
    }
    blank = false;
    quoted ^= letter == '"';
    at_start = at_end;
    result += letter;
  }
  return result;
}

}  // namespace glissade
