#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "glissade/preprocessing.hpp"
#include "glissade/table.hpp"
#include "preprocessing/transform.hpp"
#include "training/exact_solver/panel_tile.hpp"

namespace glissade {

/// The rows of a table, and their targets, for one tile after the other. Features are imputed, one-hot and
/// selected, but neither they nor the targets are shifted or scaled. They come straight from the table where
/// nothing has to be done to them.
class TileSource {
 public:
  TileSource(const Preprocessing& preprocessing, const Table& table, const RowSelection& rows);

  std::uint64_t features() const { return transform_.feature_count(); }
  std::uint64_t outputs() const { return targets_.columns; }
  std::uint64_t rows() const { return rows_.count; }
  const MatrixView& targets() const { return targets_; }

  /// Elements that a buffer must have for the features of `count` rows, and for their targets.
  std::uint64_t feature_buffer(std::uint64_t count) const { return as_stored_ ? 0 : count * features(); }
  std::uint64_t target_buffer(std::uint64_t count) const {
    return rows_.list.empty() ? 0 : count * outputs();
  }

  /// Where the table has rows [first, first + count), if they are side by side.
  std::span<const std::byte> stored(std::uint64_t first, std::uint64_t count) const;

  /// Fills `tile` with the features of rows [first, first + count).
  void fill_features(std::uint64_t first, std::uint64_t count, std::span<const double> origin,
                     std::span<double> buffer, PanelTile& tile, std::span<double> sums) const;
  /// Fills `tile` with their targets.
  void fill_targets(std::uint64_t first, std::uint64_t count, std::span<const double> origin,
                    std::span<double> buffer, PanelTile& tile, std::span<double> sums) const;

 private:
  RowSelection rows_;
  MatrixView features_;
  MatrixView targets_;
  FeatureTransform transform_;
  bool as_stored_;
};

}  // namespace glissade
