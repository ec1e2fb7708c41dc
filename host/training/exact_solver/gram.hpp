#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "training/exact_solver/panel_tile.hpp"

namespace glissade {

/// ZᵀZ, in fp64, of a matrix Z that is given a tile of rows at a time. Sums go down the rows in order,
/// without fused multiply-adds: the same bits on every instruction set.
class GramMatrix {
 public:
  explicit GramMatrix(std::uint64_t columns, InstructionSet instruction_set = best_instruction_set());

  /// Bytes of one object.
  static std::uint64_t bytes(std::uint64_t columns);

  /// Adds the products of the tile's first `rows` rows, and meanwhile fetches what is to be read `next`.
  void add(const PanelTile& tile, std::uint64_t rows, std::span<const std::byte> next = {});
  /// Adds those of another matrix of as many columns.
  void add(const GramMatrix& other);

  /// [columns × columns], row-major.
  std::vector<double> result() const;

 private:
  std::uint64_t columns_ = 0;
  std::uint64_t panels_ = 0;
  std::vector<double> products_;  // 8 × 8 blocks of the upper triangle, row of blocks by row
  void (*add_block_)(const PanelRow* left, const PanelRow* right, std::uint64_t rows,
                     double* product) = nullptr;
};

}  // namespace glissade
