#include "backends/cpu/batch_rows.hpp"

#include <cstring>
#include <numeric>

#include "numeric/permutation_fill.hpp"

namespace glissade::cpu {

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
                     std::span<const std::uint64_t> rows, float* features) {
  for (const std::uint64_t row : rows) {
    gather_row(data, kernels, row, features);
    features += data.features.columns;
  }
}

}  // namespace glissade::cpu
