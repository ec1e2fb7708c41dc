#include "text/utf8.hpp"

#include <cstddef>

namespace glissade {

namespace {

bool within(unsigned char byte, unsigned low, unsigned high) {
  return byte >= low && byte <= high;
}

// Bytes of the well-formed sequence at the start of `text`, 0 where there is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t index) {
    return index < text.size() ? static_cast<unsigned char>(text[index]) : static_cast<unsigned char>(0);
  };
  const unsigned char lead = byte(0);
  if (lead < 0x80) {
    return 1;
  }
  if (within(lead, 0xc2, 0xdf)) {
    return within(byte(1), 0x80, 0xbf) ? 2 : 0;
  }
  if (within(lead, 0xe0, 0xef)) {
    // Neither an overlong form nor half of a surrogate pair.
    const bool second = within(byte(1), lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf);
    return second && within(byte(2), 0x80, 0xbf) ? 3 : 0;
  }
  if (within(lead, 0xf0, 0xf4)) {
    const bool second = within(byte(1), lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf);
    return second && within(byte(2), 0x80, 0xbf) && within(byte(3), 0x80, 0xbf) ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::optional<char32_t> take_code_point(std::string_view& text) {
  const std::size_t length = sequence_length(text);
  const std::string_view bytes = text.substr(0, length);
  text.remove_prefix(length == 0 ? 1 : length);
  if (length == 0) {
    return std::nullopt;
  }
  // The lead byte of n bytes has n bits that say so, and one that is 0.
  const unsigned lead_bits = length == 1 ? 0x7fU : 0x7fU >> length;
  char32_t code_point = static_cast<unsigned char>(bytes[0]) & lead_bits;
  for (const char byte : bytes.substr(1)) {
    code_point = code_point << 6U | (static_cast<unsigned char>(byte) & 0x3fU);
  }
  return code_point;
}

bool append_code_point(char32_t code_point, std::string& text) {
  if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff)) {
    return false;
  }
  const auto continuation = [&](unsigned shift) {
    return static_cast<char>(0x80U | ((code_point >> shift) & 0x3fU));
  };
  if (code_point < 0x80) {
    text += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    text += static_cast<char>(0xc0U | (code_point >> 6U));
    text += continuation(0);
  } else if (code_point < 0x10000) {
    text += static_cast<char>(0xe0U | (code_point >> 12U));
    text += {continuation(6), continuation(0)};
  } else {
    text += static_cast<char>(0xf0U | (code_point >> 18U));
    text += {continuation(12), continuation(6), continuation(0)};
  }
  return true;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    if (!take_code_point(text)) {
      return false;
    }
  }
  return true;
}

}  // namespace glissade
