#include <bit>

#include "ptx/operations/operation.hpp"

namespace emulation::ptx {
namespace {

template <class T>
void add_bitwise(Operations& table, const std::string& type) {
  table["and." + type] = binary<T>([](T a, T b) { return static_cast<T>(a & b); });
  table["or." + type] = binary<T>([](T a, T b) { return static_cast<T>(a | b); });
  table["xor." + type] = binary<T>([](T a, T b) { return static_cast<T>(a ^ b); });
  table["not." + type] = unary<T>([](T a) { return static_cast<T>(~a); });
  table["shl." + type] = element_wise<T, T, std::uint32_t>([](T a, std::uint32_t distance) {
    return distance < 8 * sizeof(T) ? static_cast<T>(a << distance) : T{0};
  });
}

/// A distance as large as the value, or larger, leaves copies of the sign.
template <class T>
Operation shift_right() {
  return element_wise<T, T, std::uint32_t>([](T a, std::uint32_t distance) {
    if (distance < 8 * sizeof(T))
      return static_cast<T>(a >> distance);
    return static_cast<T>(std::is_signed_v<T> && a < 0 ? -1 : 0);
  });
}

template <class T>
void add_counts(Operations& table, const std::string& type) {
  table["popc." + type] =
      element_wise<std::uint32_t, T>([](T a) { return static_cast<std::uint32_t>(std::popcount(a)); });
  table["clz." + type] =
      element_wise<std::uint32_t, T>([](T a) { return static_cast<std::uint32_t>(std::countl_zero(a)); });
}

/// Four of the eight bytes of a and b, chosen by the lowest nibbles of a selector; the highest bit of one
/// fills the byte with the sign of what it chooses.
std::uint32_t permute_bytes(std::uint32_t a, std::uint32_t b, std::uint32_t selector) {
  const std::uint64_t bytes = std::uint64_t{b} << 32 | a;
  std::uint32_t result = 0;
  for (std::uint32_t byte = 0; byte < 4; ++byte) {
    const std::uint32_t choice = selector >> 4 * byte & 15;
    std::uint32_t value = bytes >> 8 * (choice & 7) & 0xff;
    if (choice >= 8)
      value = (value & 0x80) != 0 ? 0xff : 0;
    result |= value << 8 * byte;
  }
  return result;
}

/// b with the lowest `length` bits of a from bit `position` on, as far as there are bits.
std::uint32_t insert_bits(std::uint32_t a, std::uint32_t b, std::uint32_t position, std::uint32_t length) {
  // Both operands count by their lowest byte.
  position &= 0xff;
  length &= 0xff;
  if (position >= 32)
    return b;
  const std::uint32_t inserted = length < 32 ? (1u << length) - 1 : ~0u;
  const std::uint32_t mask = inserted << position;
  return (b & ~mask) | (a << position & mask);
}

}  // namespace

void add_bit_operations(Operations& table) {
  add_bitwise<std::uint16_t>(table, "b16");
  add_bitwise<std::uint32_t>(table, "b32");
  add_bitwise<std::uint64_t>(table, "b64");
  table["shr.s16"] = shift_right<std::int16_t>();
  table["shr.s32"] = shift_right<std::int32_t>();
  table["shr.s64"] = shift_right<std::int64_t>();
  for (const char letter : {'u', 'b'}) {
    table[std::string("shr.") + letter + "16"] = shift_right<std::uint16_t>();
    table[std::string("shr.") + letter + "32"] = shift_right<std::uint32_t>();
    table[std::string("shr.") + letter + "64"] = shift_right<std::uint64_t>();
  }
  add_counts<std::uint32_t>(table, "b32");
  add_counts<std::uint64_t>(table, "b64");
  table["prmt.b32"] = element_wise<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>(
      [](std::uint32_t a, std::uint32_t b, std::uint32_t selector) { return permute_bytes(a, b, selector); });
  table["bfi.b32"] = element_wise<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>(
      [](std::uint32_t a, std::uint32_t b, std::uint32_t position, std::uint32_t length) {
        return insert_bits(a, b, position, length);
      });
}

}  // namespace emulation::ptx
