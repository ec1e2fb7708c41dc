#pragma once

#include <algorithm>
#include <cstdint>

#include "glissade/numeric/divided_up.hpp"
#include "glissade/numeric/host_device.hpp"
#include "glissade/numeric/permutation.hpp"
#include "glissade/optimizer.hpp"

namespace glissade::cuda {

/// What is known of a step before it runs.
struct StepEntry {
  StepScalars scalars;
  std::uint64_t first_position;  ///< of its first row in the epoch's order
  Permutation order;             ///< of its epoch; not used for a full batch
};

/// Where a run of steps is; uploaded before its first one.
struct RunPosition {
  std::uint64_t first_step;  ///< that the table's first entry belongs to
  std::uint64_t next_step;
};

/// What the kernels of a step share, in the device's memory: the same addresses for all steps, so that a
/// graph of one step serves every one. A kernel that reads a step number never writes it: early kernels of a
/// step take it from `position->next_step`, the loss copies that to `current_step`, and the update, which
/// takes it from there, advances the position.
struct StepTable {
  RunPosition* position;
  std::uint64_t* current_step;
  const StepEntry* entries;  ///< [steps]
  /// [steps × record_size]: losses, sum of weights, correct rows, and whether the step or an earlier one of
  /// the run was not finite. Doubles, so that one copy brings them all.
  double* records;
  std::uint32_t losses;

  /// Of the step that begins.
  GLISSADE_HOST_DEVICE const StepEntry& next_entry() const {
    return entries[position->next_step - position->first_step];
  }
  GLISSADE_HOST_DEVICE std::uint32_t record_size() const { return losses + 3; }
  GLISSADE_HOST_DEVICE std::uint32_t weight_slot() const { return losses; }
  GLISSADE_HOST_DEVICE std::uint32_t correct_slot() const { return losses + 1; }
  GLISSADE_HOST_DEVICE std::uint32_t nonfinite_slot() const { return losses + 2; }
};

/// How the rows of a batch are cut into tiles, one block each, that leave one partial sum each. Depends on
/// the shape alone, since the cuts decide the order of sums and so the bits of the result.
struct RowTiles {
  static constexpr std::uint64_t most_tiles = 512;
  static constexpr std::uint64_t fewest_rows = 16;

  std::uint64_t rows = 0;
  std::uint64_t tile_rows = fewest_rows;

  explicit RowTiles(std::uint64_t batch_rows) : rows(batch_rows) {
    const std::uint64_t even = divided_up(batch_rows, most_tiles);
    tile_rows = std::max(fewest_rows, rounded_up(even, fewest_rows));
  }

  /// Roundings that one term passes through in a column's sum over all rows: eight warps share the rows of a
  /// tile (tile_column_sum) and then the tiles (the update), and their eight sums are added one by one.
  std::uint64_t column_sum_depth() const { return divided_up(tile_rows, 8) + divided_up(count(), 8) + 2 * 8; }

  GLISSADE_HOST_DEVICE std::uint64_t count() const { return divided_up(rows, tile_rows); }
  GLISSADE_HOST_DEVICE std::uint64_t first(std::uint64_t tile) const { return tile * tile_rows; }
  GLISSADE_HOST_DEVICE std::uint64_t end(std::uint64_t tile) const { return std::min(first(tile + 1), rows); }
};

}  // namespace glissade::cuda
