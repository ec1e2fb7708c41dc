#include "backends/cpu/batch_rows.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <numeric>

#include "numeric/permutation_fill.hpp"

namespace glissade::cpu {
namespace {

// As much as memory delivers until the first of it arrives.
constexpr std::uint64_t bytes_ahead = 6144;

/// Scattered rows are too short for the hardware's prefetcher to come into its own.
void fetch(const std::byte* from, std::uint64_t bytes) {
  constexpr std::uint64_t cache_line = 64;
  for (std::uint64_t offset = 0; offset < bytes; offset += cache_line)
    __builtin_prefetch(from + offset);
}

/// Copies rows of [row × columns] `values`, if there are any, to row `first` of `to`.
template <class T>
void copy_rows(std::span<const T> values, std::uint64_t columns, std::span<const std::uint64_t> rows,
               std::uint64_t first, std::vector<T>& to) {
  if (values.empty())
    return;
  T* next = to.data() + first * columns;
  for (const std::uint64_t row : rows) {
    for (std::uint64_t column = 0; column < columns; ++column)
      *next++ = values[row * columns + column];
  }
}

}  // namespace

void BatchRows::find(std::uint64_t step, std::uint64_t first, std::span<std::uint64_t> rows) {
  const std::uint64_t position = plan_.first_position(step) + first;
  if (plan_.full_batch()) {
    std::iota(rows.begin(), rows.end(), position);
    return;
  }
  const std::uint64_t epoch = plan_.epoch_of(step);
  if (!order_ || epoch_ != epoch) {
    order_ = plan_.order(epoch);
    epoch_ = epoch;
  }
  fill_permutation(*order_, position, rows);
}

void gather_row(const DatasetView& data, const ElementwiseKernels& kernels, std::uint64_t row,
                float* features) {
  const std::uint64_t columns = data.features.columns;
  if (data.features.type == ElementType::uint8) {
    kernels.convert_bytes(data.features.row<std::uint8_t>(row), data.scale.data(), data.shift.data(), columns,
                          features);
  } else {
    std::memcpy(features, data.features.row<float>(row), columns * sizeof(float));
  }
}

void gather_features(const DatasetView& data, const ElementwiseKernels& kernels,
                     std::span<const std::uint64_t> rows, const FeatureRows& to) {
  const std::uint64_t row_bytes = data.features.columns * element_size(data.features.type);
  const std::uint64_t ahead = bytes_ahead / std::max<std::uint64_t>(row_bytes, 1) + 1;
  for (std::uint64_t index = 0; index < rows.size(); ++index) {
    if (index + ahead < rows.size())
      fetch(static_cast<const std::byte*>(data.features.data) + rows[index + ahead] * row_bytes, row_bytes);
    gather_row(data, kernels, rows[index], to.first + index * to.stride);
  }
}

TargetRows::TargetRows(const DatasetView& like, std::uint64_t rows, std::uint64_t outputs)
    : outputs_(outputs),
      numbers_(like.targets.empty() ? 0 : rows * outputs),
      classes_(like.classes.empty() ? 0 : rows) {}

void TargetRows::gather(const DatasetView& data, std::span<const std::uint64_t> rows, std::uint64_t first) {
  copy_rows(data.targets, outputs_, rows, first, numbers_);
  copy_rows(data.classes, 1, rows, first, classes_);
}

const float* TargetRows::numbers(std::uint64_t first) const {
  return numbers_.empty() ? nullptr : numbers_.data() + first * outputs_;
}

const std::int32_t* TargetRows::classes(std::uint64_t first) const {
  return classes_.empty() ? nullptr : classes_.data() + first;
}

}  // namespace glissade::cpu
