#include "report/printable.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

#include "text/utf8.hpp"

namespace glissade {
namespace {

bool is_printable(char32_t code_point) {
  const bool is_control = code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0);
  const bool separates_lines = code_point == 0x2028 || code_point == 0x2029;
  const bool turns_direction = code_point == 0x061c || code_point == 0x200e || code_point == 0x200f ||
                               (code_point >= 0x202a && code_point <= 0x202e) ||
                               (code_point >= 0x2066 && code_point <= 0x2069);
  return !is_control && !separates_lines && !turns_direction;
}

bool is_plain(char byte) {
  return byte >= ' ' && byte <= '~';
}

/// `replace` gets each code point that is not printable; nothing where bytes are not UTF-8.
template <class Replace>
std::string replaced(std::string_view text, const Replace& replace) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto plain_end = std::find_if_not(text.begin(), text.end(), is_plain);
    result.append(text.begin(), plain_end);
    text.remove_prefix(static_cast<std::size_t>(plain_end - text.begin()));
    if (text.empty())
      break;
    const std::string_view rest = text;
    const std::optional<char32_t> code_point = take_code_point(text);
    if (code_point && is_printable(*code_point))
      result += rest.substr(0, rest.size() - text.size());
    else
      result += replace(code_point);
  }
  return result;
}

}  // namespace

std::string printable(std::string_view text, std::string_view mark) {
  return replaced(text, [&](std::optional<char32_t> /*code_point*/) { return mark; });
}

std::string printable_lines(std::string_view text) {
  return replaced(text, [](std::optional<char32_t> code_point) { return code_point == U'\n' ? "\n" : "?"; });
}

std::string printable_json(std::string_view text) {
  return replaced(text, [](std::optional<char32_t> code_point) {
    // Between values; within strings it is escaped already.
    if (code_point == U'\n')
      return std::string("\n");
    std::array<char, 8> escape{};
    std::snprintf(escape.data(), escape.size(), "\\u%04x",
                  static_cast<unsigned>(code_point.value_or(0xfffd)));
    return std::string(escape.data());
  });
}

}  // namespace glissade
