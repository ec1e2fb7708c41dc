#include "training/exact_solver_gram.hpp"

#include <algorithm>
#include <cstring>

namespace glissade {

namespace {

constexpr std::uint64_t panel = GramMatrix::panel;

// Enough pieces of work for the cores of a large machine.
constexpr std::uint64_t least_products = 64;

using Vector [[gnu::vector_size(panel * sizeof(double))]] = double;

/// product += leftᵀ·right, both [rows × 8]. `height` rows of the product at a time, as many as the registers
/// hold sums of.
template <int height>
[[gnu::always_inline]] inline void add_block_body(const double* left, const double* right, std::uint64_t rows,
                                                  double* product) {
  for (int top = 0; top < static_cast<int>(panel); top += height) {
    Vector sums[height] = {};
    for (std::uint64_t row = 0; row < rows; ++row) {
      Vector values;
      std::memcpy(&values, right + row * panel, sizeof values);
      for (int i = 0; i < height; ++i) {
        sums[i] += values * left[row * panel + static_cast<std::uint64_t>(top + i)];
      }
    }
    for (int i = 0; i < height; ++i) {
      for (int j = 0; j < static_cast<int>(panel); ++j) {
        product[(top + i) * static_cast<int>(panel) + j] += sums[i][j];
      }
    }
  }
}

void add_block_baseline(const double* left, const double* right, std::uint64_t rows, double* product) {
  add_block_body<2>(left, right, rows, product);
}
GLISSADE_TARGET_AVX2 void add_block_avx2(const double* left, const double* right, std::uint64_t rows,
                                         double* product) {
  add_block_body<4>(left, right, rows, product);
}
GLISSADE_TARGET_AVX512 void add_block_avx512(const double* left, const double* right, std::uint64_t rows,
                                             double* product) {
  add_block_body<8>(left, right, rows, product);
}

auto add_block_for(InstructionSet instruction_set) {
  switch (instruction_set) {
    case InstructionSet::avx512:
      return add_block_avx512;
    case InstructionSet::avx2:
      return add_block_avx2;
    case InstructionSet::baseline:
      break;
  }
  return add_block_baseline;
}

}  // namespace

GramMatrix::GramMatrix(std::uint64_t columns, InstructionSet instruction_set)
    : columns_(columns), panels_((columns + panel - 1) / panel), add_block_(add_block_for(instruction_set)) {
  for (std::uint64_t left = 0; left < panels_; ++left) {
    for (std::uint64_t right = left; right < panels_; ++right) {
      blocks_.push_back({left, right});
    }
  }
  parts_ = (least_products + blocks_.size() - 1) / std::max<std::uint64_t>(blocks_.size(), 1);
  tile_.resize(panels_ * panel * tile_rows());
  products_.resize(parts_ * blocks_.size() * panel * panel);
}

void GramMatrix::clear_rows(std::uint64_t first) {
  for (std::uint64_t left = 0; left < panels_; ++left) {
    double* const rows = tile_.data() + left * tile_rows() * panel;
    std::fill(rows + first * panel, rows + tile_rows() * panel, 0.0);
  }
}

void GramMatrix::add_tile() {
#pragma omp for schedule(static)
  for (std::uint64_t product = 0; product < parts_ * blocks_.size(); ++product) {
    const std::uint64_t first_row = product / blocks_.size() * part_rows;
    const Block& block = blocks_[product % blocks_.size()];
    add_block_(tile_.data() + (block.left * tile_rows() + first_row) * panel,
               tile_.data() + (block.right * tile_rows() + first_row) * panel, part_rows,
               products_.data() + product * panel * panel);
  }
}

std::vector<double> GramMatrix::result() const {
  std::vector<double> gram(columns_ * columns_);
  for (std::uint64_t product = 0; product < parts_ * blocks_.size(); ++product) {
    const Block& block = blocks_[product % blocks_.size()];
    for (std::uint64_t i = 0; i < panel * panel; ++i) {
      const std::uint64_t row = block.left * panel + i / panel;
      const std::uint64_t column = block.right * panel + i % panel;
      if (row <= column && column < columns_) {
        gram[row * columns_ + column] += products_[product * panel * panel + i];
        gram[column * columns_ + row] = gram[row * columns_ + column];
      }
    }
  }
  return gram;
}

}  // namespace glissade
