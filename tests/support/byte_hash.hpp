#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace glissade::testing {

/// FNV-1a of the bytes of `values`, for constants that pin down bits.
template <class Value>
std::uint64_t byte_hash(std::span<const Value> values) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const std::byte byte : std::as_bytes(values))
    hash = (hash ^ static_cast<std::uint64_t>(byte)) * 0x100000001B3u;
  return hash;
}

}  // namespace glissade::testing
