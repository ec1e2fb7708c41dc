#include "backends/cpu/gemm.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "backends/cpu/tile_vectors.hpp"
#include "glissade/numeric/divided_up.hpp"

namespace glissade::cpu {
namespace {

/// a[row·a_row + i·a_column]·b[i·b_row + column], summed over i.
struct Tile {
  const float* a;
  std::uint64_t a_row;
  std::uint64_t a_column;
  const float* b;
  std::uint64_t b_row;
  std::uint64_t terms;
  float* result;
  std::uint64_t result_row;
  unsigned int last_columns;  ///< of the last vector
  bool accumulates;
  bool fetches_next;  ///< the terms of `a` that follow
};

using TileKernel = void (*)(const Tile& tile);

template <class Vectors>
[[gnu::always_inline]] inline void load(typename Vectors::Vector& vector, const float* from, bool partial,
                                        unsigned int count) {
  if (partial)
    Vectors::load_first(vector, from, count);
  else
    std::memcpy(&vector, from, sizeof vector);
}

/// `partial`: the last vector has fewer columns than lanes.
template <class Vectors, int rows, int vectors, bool partial>
[[gnu::always_inline]] inline void multiply_tile(const Tile& tile) {
  using Vector = typename Vectors::Vector;
  constexpr std::uint64_t lanes = sizeof(Vector) / sizeof(float);
  // Every loop over rows and vectors is unrolled whole, or else the sums would live in memory.
  Vector sums[rows][vectors];
#pragma GCC unroll 16
  for (int row = 0; row < rows; ++row) {
#pragma GCC unroll 4
    for (int place = 0; place < vectors; ++place) {
      if (tile.accumulates)
        load<Vectors>(sums[row][place], tile.result + row * tile.result_row + lanes * place,
                      partial && place == vectors - 1, tile.last_columns);
      else
        sums[row][place] = Vector{};
    }
  }
  // Copies, since the compiler cannot know that the result does not lie over the tile's description.
  const float* a = tile.a;
  const float* b = tile.b;
  const std::uint64_t a_row = tile.a_row, a_column = tile.a_column, b_row = tile.b_row;
  for (std::uint64_t term = tile.terms; term > 0; --term) {
    Vector columns[vectors];
#pragma GCC unroll 4
    for (int place = 0; place < vectors; ++place)
      load<Vectors>(columns[place], b + lanes * place, partial && place == vectors - 1, tile.last_columns);
#pragma GCC unroll 16
    for (int row = 0; row < rows; ++row) {
      Vector factor;
      Vectors::broadcast(factor, a[row * a_row]);
#pragma GCC unroll 4
      for (int place = 0; place < vectors; ++place)
        Vectors::add_product(sums[row][place], factor, columns[place]);
    }
    a += a_column;
    b += b_row;
  }
#pragma GCC unroll 16
  for (int row = 0; row < rows; ++row) {
#pragma GCC unroll 4
    for (int place = 0; place < vectors; ++place) {
      float* const to = tile.result + row * tile.result_row + lanes * place;
      if (partial && place == vectors - 1)
        Vectors::store_first(to, sums[row][place], tile.last_columns);
      else
        std::memcpy(to, &sums[row][place], sizeof(Vector));
    }
  }
}

template <class Vectors, int rows, int vectors, bool partial>
constexpr TileKernel clone() {
  using Clone = Clones<&multiply_tile<Vectors, rows, vectors, partial>>;
#if defined(__x86_64__)
  if constexpr (std::is_same_v<Vectors, Avx512Vectors>)
    return Clone::avx512;
  else if constexpr (std::is_same_v<Vectors, Avx2Vectors>)
    return Clone::avx2;
  else
#endif
    return Clone::baseline;
}

constexpr int most_rows_of_all = 14;
/// By whether the last vector is partial, and by rows − 1.
using KernelsByRows = std::array<std::array<TileKernel, most_rows_of_all>, 2>;

template <class Vectors, int vectors, int... rows>
constexpr KernelsByRows kernels_by_rows(std::integer_sequence<int, rows...>) {
  constexpr int most = Vectors::most_rows[vectors - 1];
  return {{{clone<Vectors, std::min(rows + 1, most), vectors, false>()...},
           {clone<Vectors, std::min(rows + 1, most), vectors, true>()...}}};
}

template <class Vectors, int... vectors>
constexpr auto kernels_by_vectors(std::integer_sequence<int, vectors...>) {
  return std::array{
      kernels_by_rows<Vectors, vectors + 1>(std::make_integer_sequence<int, most_rows_of_all>())...};
}

void fetch_rows(const float* first, std::uint64_t stride, std::uint64_t rows, std::uint64_t columns) {
  constexpr std::uint64_t line = 64 / sizeof(float);
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (std::uint64_t column = 0; column < columns; column += line)
      __builtin_prefetch(first + row * stride + column);
  }
}

/// A column of tiles: its part of `b`, so many terms of it at a time, stays in the first-level cache while
/// all rows pass. Sums go on where they were: no bit depends on the cut.
template <class Vectors>
void multiply_columns(std::uint64_t m, std::uint64_t k, Tile tile, int vectors) {
  constexpr std::uint64_t terms_at_once = 128;  // of 64 columns: 32 KiB
  static constexpr auto kernels = kernels_by_vectors<Vectors>(
      std::make_integer_sequence<int, static_cast<int>(std::size(Vectors::most_rows))>());
  constexpr std::uint64_t lanes = sizeof(typename Vectors::Vector) / sizeof(float);
  const auto& by_rows = kernels[vectors - 1][tile.last_columns < lanes ? 1 : 0];
  const std::uint64_t tiles = divided_up(m, static_cast<std::uint64_t>(Vectors::most_rows[vectors - 1]));
  const Tile whole = tile;
  const std::uint64_t cuts = std::max<std::uint64_t>(divided_up(k, terms_at_once), 1);
  for (std::uint64_t cut = 0; cut < cuts; ++cut) {
    const std::uint64_t term = k * cut / cuts;
    tile.terms = k * (cut + 1) / cuts - term;
    tile.b = whole.b + term * whole.b_row;
    for (std::uint64_t index = 0; index < tiles; ++index) {
      const std::uint64_t row = m * index / tiles, rows = m * (index + 1) / tiles - row;
      tile.a = whole.a + row * whole.a_row + term * whole.a_column;
      tile.result = whole.result + row * whole.result_row;
      if (tile.fetches_next)
        fetch_rows(cut + 1 < cuts ? tile.a + tile.terms : whole.a + (m + row) * whole.a_row, whole.a_row,
                   rows, tile.terms);
      by_rows[rows - 1](tile);
    }
    tile.accumulates = true;
  }
}

template <class Vectors>
void multiply_with(const Gemm& gemm, Tile tile) {
  constexpr std::uint64_t most_vectors = std::size(Vectors::most_rows);
  constexpr std::uint64_t lanes = sizeof(typename Vectors::Vector) / sizeof(float);
  for (std::uint64_t column = 0; column < gemm.n;) {
    const std::uint64_t left = divided_up(gemm.n - column, lanes);
    // One more than a tile can have is cut in halves: a single vector would wait for its sums.
    const std::uint64_t vectors =
        left == most_vectors + 1 ? divided_up(left, 2) : std::min(left, most_vectors);
    const std::uint64_t columns = std::min(vectors * lanes, gemm.n - column);
    tile.last_columns = static_cast<unsigned int>(columns - (vectors - 1) * lanes);
    multiply_columns<Vectors>(gemm.m, gemm.k, tile, static_cast<int>(vectors));
    tile.fetches_next = false;
    tile.b += columns;
    tile.result += columns;
    column += columns;
  }
}

}  // namespace

void multiply(const Gemm& gemm, InstructionSet instruction_set) {
  if (gemm.m == 0)
    return;
  const bool transposed = gemm.a.transpose == Transpose::yes;
  const Tile tile{.a = gemm.a.data,
                  .a_row = transposed ? 1 : gemm.a.stride,
                  .a_column = transposed ? gemm.a.stride : 1,
                  .b = gemm.b.data,
                  .b_row = gemm.b.stride,
                  .terms = gemm.k,
                  .result = gemm.result,
                  .result_row = gemm.result_stride,
                  .last_columns = 0,
                  .accumulates = gemm.accumulates,
                  .fetches_next = gemm.a.is_in_memory};
#if defined(__x86_64__)
  if (instruction_set == InstructionSet::avx512)
    return multiply_with<Avx512Vectors>(gemm, tile);
  if (instruction_set == InstructionSet::avx2)
    return multiply_with<Avx2Vectors>(gemm, tile);
#endif
  return multiply_with<BaselineVectors>(gemm, tile);
}

}  // namespace glissade::cpu
