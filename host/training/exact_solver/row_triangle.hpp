#pragma once

#include <cstdint>
#include <vector>

#include "training/exact_solver/panel_tile.hpp"

namespace glissade {

/// R and QᵀT of the QR decomposition Z = Q·R of a matrix that is given a tile of rows at a time, in fp64, by
/// Householder reflections: each tile is eliminated against the triangle of the rows before it. Unlike ZᵀZ,
/// it does not square the condition of Z. Sums go down the rows in an order that is written out, without
/// fused multiply-adds: the same bits on every instruction set.
class RowTriangle {
 public:
  /// Tiles will have at most `most_rows` rows.
  RowTriangle(std::uint64_t columns, std::uint64_t outputs, std::uint64_t most_rows,
              InstructionSet instruction_set = best_instruction_set());

  /// Bytes of one object.
  static std::uint64_t bytes(std::uint64_t columns, std::uint64_t outputs);

  /// Adds the first `rows` rows of Z and T, which are destroyed.
  void add(PanelTile& z, PanelTile& t, std::uint64_t rows);
  /// Adds the rows of another matrix of as many columns. The tiles are where it works.
  void add(const RowTriangle& other, PanelTile& z, PanelTile& t);

  std::uint64_t columns() const { return columns_; }
  /// Element of R, which is zero below its diagonal; and of QᵀT.
  double element(std::uint64_t row, std::uint64_t column) const { return z_[row * z_width_ + column]; }
  double right(std::uint64_t row, std::uint64_t output) const { return t_[row * t_width_ + output]; }

 private:
  std::uint64_t columns_ = 0;
  std::uint64_t z_width_ = 0;  // of whole panels
  std::uint64_t t_width_ = 0;
  InstructionSet instruction_set_;
  std::vector<double> z_, t_;
  std::vector<double> reflector_;
};

}  // namespace glissade
