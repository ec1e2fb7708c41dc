#include "training/exact_solver/gram.hpp"

#include <algorithm>

#include "training/exact_solver/panel_vector.hpp"

namespace glissade {

namespace {

constexpr int width = PanelRow::columns;

/// product += leftᵀ·right, both [rows × 8]. `height` rows of the product at a time, as many as the registers
/// hold sums of.
template <int height>
[[gnu::always_inline]] inline void add_block_body(const PanelRow* left, const PanelRow* right,
                                                  std::uint64_t rows, double* product) {
  for (int top = 0; top < width; top += height) {
    PanelVector<double> sums[height];
    for (PanelVector<double>& sum : sums) {
      sum = PanelVector<double>{};
    }
    for (std::uint64_t row = 0; row < rows; ++row) {
      PanelVector<double> values;
      load(right[row].values, values);
      for (int i = 0; i < height; ++i) {
        sums[i] += values * left[row].values[top + i];
      }
    }
    for (int i = 0; i < height; ++i) {
      for (int j = 0; j < width; ++j) {
        product[(top + i) * width + j] += sums[i][j];
      }
    }
  }
}

void add_block_baseline(const PanelRow* left, const PanelRow* right, std::uint64_t rows, double* product) {
  add_block_body<2>(left, right, rows, product);
}
GLISSADE_TARGET_AVX2 void add_block_avx2(const PanelRow* left, const PanelRow* right, std::uint64_t rows,
                                         double* product) {
  add_block_body<4>(left, right, rows, product);
}
GLISSADE_TARGET_AVX512 void add_block_avx512(const PanelRow* left, const PanelRow* right, std::uint64_t rows,
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
      panels_(PanelTile::panel_count(columns)),
      products_(panels_ * (panels_ + 1) / 2 * width * width),
      add_block_(add_block_for(instruction_set)) {}

std::uint64_t GramMatrix::bytes(std::uint64_t columns) {
  return columns * columns / 2 * sizeof(double);
}

void GramMatrix::add(const PanelTile& tile, std::uint64_t rows, std::span<const std::byte> next) {
  constexpr std::uint64_t line = 64;
  const std::uint64_t blocks = panels_ * (panels_ + 1) / 2;
  const std::uint64_t lines_per_block = (next.size() / line + blocks) / blocks;
  std::uint64_t fetched = 0;
  double* product = products_.data();
  for (std::uint64_t left = 0; left < panels_; ++left) {
    for (std::uint64_t right = left; right < panels_; ++right) {
      const std::uint64_t end = std::min<std::uint64_t>(fetched + lines_per_block * line, next.size());
      for (; fetched < end; fetched += line) {
        __builtin_prefetch(next.data() + fetched, 0, 2);
      }
      add_block_(tile.panel(left), tile.panel(right), rows, product);
      product += width * width;
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
      for (std::uint64_t i = 0; i < width * width; ++i) {
        const std::uint64_t row = left * width + i / width;
        const std::uint64_t column = right * width + i % width;
        if (row <= column && column < columns_) {
          gram[row * columns_ + column] = gram[column * columns_ + row] = product[i];
        }
      }
      product += width * width;
    }
  }
  return gram;
}

}  // namespace glissade
