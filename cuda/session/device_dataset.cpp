#include "session/device_dataset.hpp"

namespace glissade::cuda {
namespace {

bool holds_bytes(const DatasetView& data) {
  return data.features.type == ElementType::uint8;
}

}  // namespace

DeviceDataset::DeviceDataset(const DatasetView& like, std::uint64_t rows, std::uint64_t outputs)
    : floats_(holds_bytes(like) ? 0 : rows * like.features.columns),
      bytes_(holds_bytes(like) ? rows * like.features.columns : 0),
      scale_(like.scale.size()),
      shift_(like.shift.size()),
      targets_(like.targets.empty() ? 0 : rows * outputs),
      classes_(like.classes.empty() ? 0 : rows),
      stored_{floats_.data(), bytes_.data(), scale_.data(), shift_.data(), like.features.columns} {}

void DeviceDataset::upload(const DatasetView& data, Staging& staging) {
  const std::uint64_t elements = data.rows() * data.features.columns;
  if (holds_bytes(data)) {
    staging.upload_values(bytes_.data(), static_cast<const std::uint8_t*>(data.features.data), elements);
    staging.upload_values(scale_.data(), data.scale.data(), data.scale.size());
    staging.upload_values(shift_.data(), data.shift.data(), data.shift.size());
  } else {
    staging.upload_values(floats_.data(), static_cast<const float*>(data.features.data), elements);
  }
  staging.upload_values(targets_.data(), data.targets.data(), data.targets.size());
  staging.upload_values(classes_.data(), data.classes.data(), data.classes.size());
}

std::uint64_t DeviceDataset::bytes(const DatasetView& like, std::uint64_t rows, std::uint64_t outputs) {
  std::uint64_t sum = rows * like.features.columns * element_size(like.features.type);
  sum += (like.scale.size() + like.shift.size()) * sizeof(float);
  if (!like.targets.empty())
    sum += rows * outputs * sizeof(float);
  if (!like.classes.empty())
    sum += rows * sizeof(std::int32_t);
  return sum;
}

}  // namespace glissade::cuda
