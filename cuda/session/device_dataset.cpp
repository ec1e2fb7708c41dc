#include "session/device_dataset.hpp"

#include "kernels/synthetic_data.hpp"

namespace glissade::cuda {
namespace {

bool holds_bytes(const DatasetView& data) {
  return data.features.type == ElementType::uint8;
}

bool has_targets(const DatasetView& data) {
  return !data.targets.empty() || (data.deferred != nullptr && data.classes.empty());
}

}  // namespace

DeviceDataset::DeviceDataset(const DatasetView& like, std::uint64_t rows, std::uint64_t outputs)
    : floats_(holds_bytes(like) ? 0 : rows * like.features.columns),
      bytes_(holds_bytes(like) ? rows * like.features.columns : 0),
      scale_(like.scale.size()),
      shift_(like.shift.size()),
      targets_(has_targets(like) ? rows * outputs : 0),
      classes_(like.classes.empty() ? 0 : rows),
      stored_{floats_.data(), bytes_.data(), scale_.data(), shift_.data(), like.features.columns} {}

bool DeviceDataset::has_room_for(const DatasetView& like, std::uint64_t rows, std::uint64_t outputs) const {
  const std::uint64_t elements = rows * like.features.columns;
  return stored_.columns == like.features.columns &&
         (holds_bytes(like) ? bytes_.size() : floats_.size()) >= elements &&
         (like.targets.empty() || targets_.size() >= rows * outputs) &&
         (like.classes.empty() || classes_.size() >= rows);
}

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

void DeviceDataset::generate(const DatasetView& data, const Stream& stream, Staging& staging) {
  const SyntheticData& deferred = *data.deferred;
  const DeviceBuffer<double> weights(deferred.weights.size());
  const DeviceBuffer<float> centers(deferred.centers.size());
  staging.upload_values(weights.data(), deferred.weights.data(), weights.size());
  staging.upload_values(centers.data(), deferred.centers.data(), centers.size());
  generate_features(stream, deferred.source, centers.data(), floats_.data());
  if (has_targets(data))
    generate_linear_targets(stream, deferred.source, weights.data(), floats_.data(), targets_.data());
  staging.upload_values(classes_.data(), data.classes.data(), data.classes.size());
  // The coefficients are about to be freed.
  stream.wait();
}

std::uint64_t DeviceDataset::bytes(const DatasetView& like, std::uint64_t rows, std::uint64_t outputs) {
  std::uint64_t sum = rows * like.features.columns * element_size(like.features.type);
  sum += (like.scale.size() + like.shift.size()) * sizeof(float);
  if (has_targets(like))
    sum += rows * outputs * sizeof(float);
  if (!like.classes.empty())
    sum += rows * sizeof(std::int32_t);
  return sum;
}

std::uint64_t DeviceDataset::coefficient_bytes(const DatasetView& data) {
  return data.deferred == nullptr
             ? 0
             : data.deferred->weights.size() * sizeof(double) + data.deferred->centers.size() * sizeof(float);
}

}  // namespace glissade::cuda
