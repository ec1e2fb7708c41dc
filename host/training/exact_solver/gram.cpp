#include "training/exact_solver/gram.hpp"

#include <algorithm>
#include <cstring>

namespace glissade {

namespace {

constexpr int width = 8;

using Vector [[gnu::vector_size(width * sizeof(double))]] = double;

/// product += leftᵀ·right, both [rows × 8]. `height` rows of the product at a time, as many as the registers
/// hold sums of.
template <int height>
[[gnu::always_inline]] inline void add_block_body(const double* left, const double* right, std::uint64_t rows,
                                                  double* product) {
  for (int top = 0; top < width; top += height) {
    Vector sums[height] = {};
    for (std::uint64_t row = 0; row < rows; ++row) {
      Vector values;
      std::memcpy(&values, right + row * width, sizeof values);
      for (int i = 0; i < height; ++i) {
        sums[i] += values * left[row * width + static_cast<std::uint64_t>(top + i)];
      }
    }
    for (int i = 0; i < height; ++i) {
      for (int j = 0; j < width; ++j) {
        product[(top + i) * width + j] += sums[i][j];
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
    : columns_(columns),
      panels_((columns + panel - 1) / panel),
      tile_rows_(tile_rows(columns)),
      add_block_(add_block_for(instruction_set)) {
  static_assert(panel == width);
  tile_.resize(panels_ * panel * tile_rows_);
  products_.resize(panels_ * (panels_ + 1) / 2 * panel * panel);
}

std::uint64_t GramMatrix::tile_rows(std::uint64_t columns) {
  constexpr std::uint64_t tile_bytes = std::uint64_t{512} << 10;
  return std::clamp<std::uint64_t>(tile_bytes / (sizeof(double) * std::max<std::uint64_t>(columns, 1)), 32,
                                   256);
}

std::uint64_t GramMatrix::bytes(std::uint64_t columns) {
  return (columns * tile_rows(columns) + columns * columns / 2) * sizeof(double);
}

void GramMatrix::add_tile(std::uint64_t rows) {
  double* product = products_.data();
  for (std::uint64_t left = 0; left < panels_; ++left) {
    for (std::uint64_t right = left; right < panels_; ++right) {
      add_block_(tile_.data() + left * tile_rows_ * panel, tile_.data() + right * tile_rows_ * panel, rows,
                 product);
      product += panel * panel;
    }
  }
}

void GramMatrix::add(const GramMatrix& other) {
  for (std::size_t i = 0; i < products_.size(); ++i) {
    products_[i] += other.products_[i];
  }
}

std::vector<double> GramMatrix::result() const {
  std::vector<double> gram(columns_ * columns_);
  const double* product = products_.data();
  for (std::uint64_t left = 0; left < panels_; ++left) {
    for (std::uint64_t right = left; right < panels_; ++right) {
      for (std::uint64_t i = 0; i < panel * panel; ++i) {
        const std::uint64_t row = left * panel + i / panel;
        const std::uint64_t column = right * panel + i % panel;
        if (row <= column && column < columns_) {
          gram[row * columns_ + column] = gram[column * columns_ + row] = product[i];
        }
      }
      product += panel * panel;
    }
  }
  return gram;
}

}  // namespace glissade
