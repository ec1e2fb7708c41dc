#pragma once

#include <cstdint>

namespace glissade::cpu {

/// [rows × columns], row-major, contiguous.
struct Block {
  float* data;
  std::uint64_t rows;
  std::uint64_t columns;

  std::uint64_t size() const { return rows * columns; }
};

}  // namespace glissade::cpu
