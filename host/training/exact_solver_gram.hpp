#pragma once

#include <cstdint>
#include <vector>

#include "numeric/instruction_set.hpp"

namespace glissade {

/// ZᵀZ of a matrix Z that is given tile by tile, in fp64. Every sum has an order that depends on Z's shape
/// alone, and no fused multiply-adds: the same bits for any number of threads and any instruction set.
///
/// The products are divided by blocks of 8 × 8 columns and, where those are few, by rows too; threads own
/// products, so that one Gram matrix is enough.
class GramMatrix {
 public:
  static constexpr std::uint64_t panel = 8;

  GramMatrix(std::uint64_t columns, InstructionSet instruction_set = best_instruction_set());

  /// Rows that one tile holds; the last may hold fewer.
  std::uint64_t tile_rows() const { return parts_ * part_rows; }

  /// Where element (row, column) of the tile belongs: columns lie in panels of 8, so that a block reads
  /// memory in order. Rows beyond the last of a tile are to be zero.
  double& at(std::uint64_t row, std::uint64_t column) {
    return tile_[(column / panel * tile_rows() + row) * panel + column % panel];
  }
  void clear_rows(std::uint64_t first);

  /// Adds the products of the tile. To be called by all threads of a parallel region together, between two
  /// barriers.
  void add_tile();

  /// [columns × columns], row-major.
  std::vector<double> result() const;

 private:
  static constexpr std::uint64_t part_rows = 512;

  struct Block {
    std::uint64_t left = 0;  // panels
    std::uint64_t right = 0;
  };

  std::uint64_t columns_ = 0;
  std::uint64_t panels_ = 0;
  std::uint64_t parts_ = 0;
  std::vector<Block> blocks_;
  std::vector<double> tile_;
  std::vector<double> products_;  // [parts × blocks × 8 × 8]
  void (*add_block_)(const double* left, const double* right, std::uint64_t rows, double* product) = nullptr;
};

}  // namespace glissade
