#pragma once

#include <cstdint>
#include <vector>

#include "numeric/instruction_set.hpp"

namespace glissade {

/// ZᵀZ, in fp64, of a matrix Z that is given a tile of rows at a time. Sums go down the rows in order,
/// without fused multiply-adds: the same bits on every instruction set.
class GramMatrix {
 public:
  explicit GramMatrix(std::uint64_t columns, InstructionSet instruction_set = best_instruction_set());

  /// The most rows that a tile holds, so that it stays in a core's own cache.
  static std::uint64_t tile_rows(std::uint64_t columns);
  /// Bytes of one object.
  static std::uint64_t bytes(std::uint64_t columns);

  /// Element of the tile, for writing. Columns lie in panels of 8, so that products read memory in order.
  double& at(std::uint64_t row, std::uint64_t column) {
    return tile_[(column / panel * tile_rows_ + row) * panel + column % panel];
  }

  /// Adds the products of the tile's first `rows` rows.
  void add_tile(std::uint64_t rows);
  /// Adds those of another matrix of as many columns.
  void add(const GramMatrix& other);

  /// [columns × columns], row-major.
  std::vector<double> result() const;

 private:
  static constexpr std::uint64_t panel = 8;

  std::uint64_t columns_ = 0;
  std::uint64_t panels_ = 0;
  std::uint64_t tile_rows_ = 0;
  std::vector<double> tile_;
  std::vector<double> products_;  // 8 × 8 blocks of the upper triangle, row of blocks by row
  void (*add_block_)(const double* left, const double* right, std::uint64_t rows, double* product) = nullptr;
};

}  // namespace glissade
