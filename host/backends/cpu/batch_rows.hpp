#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "backends/cpu/elementwise.hpp"
#include "glissade/batches.hpp"
#include "glissade/dataset.hpp"

namespace glissade::cpu {

/// Finds the rows of a batch for one thread; keeps the permutation of the current epoch.
class BatchRows {
 public:
  explicit BatchRows(const BatchPlan& plan) : plan_(plan) {}

  /// rows ← the training rows at positions [first, first + rows.size()) of the batch of `step`.
  void find(std::uint64_t step, std::uint64_t first, std::span<std::uint64_t> rows);

 private:
  BatchPlan plan_;
  std::uint64_t epoch_ = 0;
  std::optional<Permutation> order_;
};

/// Copies a row's features, converted, to `features` [data.features.columns].
void gather_row(const DatasetView& data, const ElementwiseKernels& kernels, std::uint64_t row,
                float* features);

/// Rows of features to write, `stride` elements apart.
struct FeatureRows {
  float* first;
  std::uint64_t stride;
};

/// Copies rows of features, converted.
void gather_features(const DatasetView& data, const ElementwiseKernels& kernels,
                     std::span<const std::uint64_t> rows, const FeatureRows& to);

/// Copies of the targets of some rows: numbers or classes, whichever the data have.
class TargetRows {
 public:
  /// Room for `rows` rows of data like this.
  TargetRows(const DatasetView& like, std::uint64_t rows, std::uint64_t outputs);

  /// Copies the targets of these rows of `data` to row `first` and the following.
  void gather(const DatasetView& data, std::span<const std::uint64_t> rows, std::uint64_t first);

  /// From row `first` on; null if the data have none.
  const float* numbers(std::uint64_t first) const;
  const std::int32_t* classes(std::uint64_t first) const;

 private:
  std::uint64_t outputs_;
  std::vector<float> numbers_;
  std::vector<std::int32_t> classes_;
};

}  // namespace glissade::cpu
