#pragma once

#include <algorithm>
#include <cstdint>

#include "glissade/numeric/divided_up.hpp"
#include "glissade/numeric/host_device.hpp"
#include "glissade/numeric/permutation.hpp"

namespace glissade {

/// The training rows of step s: the one place where steps, epochs and batches meet. Every epoch visits
/// every row once; the last batch of an epoch is smaller if batch_size does not divide rows. Rows are in
/// the order of the epoch's permutation, or in natural order if one batch holds them all.
struct BatchPlan {
  std::uint64_t rows = 0;
  std::uint64_t batch_size = 0;
  std::uint64_t seed = 0;

  BatchPlan(std::uint64_t row_count, std::uint64_t requested_batch_size, std::uint64_t batch_seed)
      : rows(row_count),
        batch_size(std::min(std::max<std::uint64_t>(requested_batch_size, 1),
                            std::max<std::uint64_t>(row_count, 1))),
        seed(batch_seed) {}

  GLISSADE_HOST_DEVICE bool full_batch() const { return batch_size >= rows; }
  GLISSADE_HOST_DEVICE std::uint64_t steps_per_epoch() const {
    return rows == 0 ? 0 : divided_up(rows, batch_size);
  }
  GLISSADE_HOST_DEVICE std::uint64_t epoch_of(std::uint64_t step) const { return step / steps_per_epoch(); }
  /// Position within the epoch of the first row of `step`.
  GLISSADE_HOST_DEVICE std::uint64_t first_position(std::uint64_t step) const {
    return (step % steps_per_epoch()) * batch_size;
  }
  GLISSADE_HOST_DEVICE std::uint64_t batch_rows(std::uint64_t step) const {
    const std::uint64_t left = rows - first_position(step);
    return left < batch_size ? left : batch_size;
  }
  /// The order of an epoch's rows; not to be used for a full batch.
  GLISSADE_HOST_DEVICE Permutation order(std::uint64_t epoch) const { return Permutation(rows, seed, epoch); }
};

}  // namespace glissade
