#include "training/exact_solver/panel_tile.hpp"

#include <algorithm>
#include <cstring>

#include "training/exact_solver/panel_vector.hpp"

namespace glissade {

namespace {

/// One panel of a table whose rows are `stride` elements apart.
template <class T>
struct PanelSource {
  const T* values;
  std::uint64_t rows;
  std::uint64_t stride;
};

template <class T>
[[gnu::always_inline]] inline void fill_whole(PanelSource<T> source, const double* origin, double* sums,
                                              PanelRow* panel) {
  PanelVector<double> start, sum;
  load(origin, start);
  load(sums, sum);
  for (std::uint64_t row = 0; row < source.rows; ++row) {
    PanelVector<T> stored;
    load(source.values + row * source.stride, stored);
    const PanelVector<double> value = __builtin_convertvector(stored, PanelVector<double>) - start;
    std::memcpy(panel[row].values, &value, sizeof value);
    sum += value;
  }
  std::memcpy(sums, &sum, sizeof sum);
}

template <class T>
void fill_part(const PanelSource<T>& source, std::uint64_t columns, const double* origin, double* sums,
               PanelRow* panel) {
  for (std::uint64_t i = 0; i < columns; ++i) {
    double sum = sums[i];
    for (std::uint64_t row = 0; row < source.rows; ++row) {
      const double value = static_cast<double>(source.values[row * source.stride + i]) - origin[i];
      panel[row].values[i] = value;
      sum += value;
    }
    sums[i] = sum;
  }
}

}  // namespace

PanelTile::PanelTile(std::uint64_t columns, std::uint64_t most_rows)
    : columns_(columns), most_rows_(most_rows), values_(panel_count(columns) * most_rows) {}

std::uint64_t PanelTile::rows_in_cache(std::uint64_t columns) {
  constexpr std::uint64_t tile_bytes = std::uint64_t{512} << 10;
  return std::clamp<std::uint64_t>(tile_bytes / (sizeof(double) * std::max<std::uint64_t>(columns, 1)), 32,
                                   256);
}

template <class T>
void PanelTile::fill(const T* values, std::uint64_t rows, std::span<const double> origin,
                     std::span<double> sums, InstructionSet instruction_set) {
  const auto fill_panel = clone_of<fill_whole<T>>(instruction_set);
  for (std::uint64_t column = 0; column < columns_; column += PanelRow::columns) {
    const PanelSource<T> source{values + column, rows, columns_};
    PanelRow* const panel = values_.data() + column / PanelRow::columns * most_rows_;
    if (columns_ - column < PanelRow::columns) {
      fill_part(source, columns_ - column, &origin[column], &sums[column], panel);
    } else {
      fill_panel(source, &origin[column], &sums[column], panel);
    }
  }
}

template void PanelTile::fill(const std::uint8_t*, std::uint64_t, std::span<const double>, std::span<double>,
                              InstructionSet);
template void PanelTile::fill(const float*, std::uint64_t, std::span<const double>, std::span<double>,
                              InstructionSet);
template void PanelTile::fill(const double*, std::uint64_t, std::span<const double>, std::span<double>,
                              InstructionSet);

}  // namespace glissade
