#pragma once

#include <algorithm>
#include <cstdint>

#include "glissade/numeric/permutation.hpp"

namespace glissade {

/// Which training rows step s uses: the one place where steps, epochs and batches meet. Every epoch visits
/// every row once; the last batch of an epoch is smaller where batch_size does not divide rows. Rows are in
/// the order of the epoch's permutation, or in natural order where one batch holds them all.
struct BatchPlan {
  std::uint64_t rows = 0;
  std::uint64_t batch_size = 0;
  std::uint64_t seed = 0;

  BatchPlan(std::uint64_t row_count, std::uint64_t requested_batch_size, std::uint64_t batch_seed)
      : rows(row_count),
        batch_size(std::min(std::max<std::uint64_t>(requested_batch_size, 1),
                            std::max<std::uint64_t>(row_count, 1))),
        seed(batch_seed) {}

  bool full_batch() const { return batch_size >= rows; }
  std::uint64_t steps_per_epoch() const { return rows == 0 ? 0 : (rows + batch_size - 1) / batch_size; }
  std::uint64_t epoch_of(std::uint64_t step) const { return step / steps_per_epoch(); }
  /// Position within the epoch of the first row of `step`.
  std::uint64_t first_position(std::uint64_t step) const { return (step % steps_per_epoch()) * batch_size; }
  std::uint64_t batch_rows(std::uint64_t step) const {
    return std::min(batch_size, rows - first_position(step));
  }
  /// The order of an epoch's rows; not to be used for a full batch.
  Permutation order(std::uint64_t epoch) const { return Permutation(rows, seed, epoch); }
};

}  // namespace glissade
