#pragma once

#include <cstdint>
#include <optional>
#include <span>

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

/// Copies rows of features, converted, to `features` [rows.size() × data.features.columns].
void gather_features(const DatasetView& data, const ElementwiseKernels& kernels,
                     std::span<const std::uint64_t> rows, float* features);

/// Copies rows of [row × columns] `values`, if there are any.
template <class T>
void gather(std::span<const T> values, std::uint64_t columns, std::span<const std::uint64_t> rows, T* to) {
  if (values.empty())
    return;
  for (const std::uint64_t row : rows) {
    for (std::uint64_t column = 0; column < columns; ++column)
      *to++ = values[row * columns + column];
  }
}

}  // namespace glissade::cpu
