#include "training/exact_solver/tile_source.hpp"

#include <algorithm>

#include "data/element_types.hpp"

namespace glissade {

namespace {

/// The features that a preprocessing makes, but for shift and scale.
Preprocessing unscaled(Preprocessing preprocessing) {
  std::fill(preprocessing.shift.begin(), preprocessing.shift.end(), 0.0);
  std::fill(preprocessing.scale.begin(), preprocessing.scale.end(), 1.0);
  return preprocessing;
}

}  // namespace

TileSource::TileSource(const Preprocessing& preprocessing, const Table& table, const RowSelection& rows)
    : rows_(rows),
      features_(table.values.view()),
      targets_{table.targets.values.data(), ElementType::float64, table.rows(),
               preprocessing.target_mean.size()},
      transform_(unscaled(preprocessing), table),
      as_stored_(transform_.as_stored() && table.missing_values == 0 && rows.list.empty()) {}

std::span<const std::byte> TileSource::stored(std::uint64_t first, std::uint64_t count) const {
  if (!rows_.list.empty()) {
    return {};
  }
  const std::uint64_t row_bytes = features_.columns * element_size(features_.type);
  return {static_cast<const std::byte*>(features_.data) + first * row_bytes, count * row_bytes};
}

void TileSource::fill_features(std::uint64_t first, std::uint64_t count, std::span<const double> origin,
                               std::span<double> buffer, PanelTile& tile, std::span<double> sums) const {
  if (!as_stored_) {
    transform_.rows(rows_, first, count, buffer.data());
    tile.fill(buffer.data(), count, origin, sums);
    return;
  }
  with_element_type(features_.type, [&]<class T>(std::type_identity<T>) {
    tile.fill(features_.row<T>(first), count, origin, sums);
  });
}

void TileSource::fill_targets(std::uint64_t first, std::uint64_t count, std::span<const double> origin,
                              std::span<double> buffer, PanelTile& tile, std::span<double> sums) const {
  if (rows_.list.empty()) {
    tile.fill(targets_.row<double>(first), count, origin, sums);
    return;
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    std::copy_n(targets_.row<double>(rows_.row(first + i)), outputs(), &buffer[i * outputs()]);
  }
  tile.fill(buffer.data(), count, origin, sums);
}

}  // namespace glissade
