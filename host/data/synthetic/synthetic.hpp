#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glissade/synthetic_source.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// Draws the rows of a synthetic source. Every number comes from its own counter, so that a slice has the
/// same bits as in the whole, whatever the slices and the threads.
class SyntheticGenerator {
 public:
  /// Throws Error(failure) where there is no memory for the weights or class centres.
  explicit SyntheticGenerator(SyntheticSource source);

  const SyntheticSource& source() const { return data_.source; }
  const SyntheticData& data() const { return data_; }

  /// Rows that are generated together: a caller's slices had best be multiples of it.
  std::uint64_t tile_rows() const;

  /// Rows [first_row, first_row + count) on the calling thread: `features` [count × features] and `targets`
  /// [count × target columns], both row-major; class labels are numbers from 0.
  void generate_rows(std::uint64_t first_row, std::uint64_t count, std::span<float> features,
                     std::span<double> targets) const;

  /// Classes: the targets alone.
  void generate_labels(std::uint64_t first_row, std::uint64_t count, std::span<double> targets) const;

 private:
  void generate_linear_targets(std::uint64_t first_row, std::uint64_t count, const float* features,
                               double* targets) const;
  void add_centers(std::uint64_t first_row, std::uint64_t count, float* features) const;

  SyntheticData data_;
};

/// The whole source, written straight into the table's own memory. Throws Error(failure) where that is not to
/// be had.
Table generate_table(const SyntheticSource& source, int threads = 0);

/// The same but for what a device can generate where it needs it: without memory for the features and, in
/// regression, the targets.
Table deferred_table(const SyntheticSource& source, int threads = 0);

}  // namespace glissade
