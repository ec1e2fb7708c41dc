#pragma once

#include <cstdint>

namespace glissade::cpu {

/// [rows × columns], row-major, `stride` elements from one row to the next. What lies between two rows may be
/// computed along, and is never used.
struct Block {
  float* data;
  std::uint64_t rows;
  std::uint64_t columns;
  std::uint64_t stride;

  /// With what lies between the rows.
  std::uint64_t size() const { return rows * stride; }
};

}  // namespace glissade::cpu
