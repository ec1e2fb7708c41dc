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

DeviceDataset::DeviceDataset(DeviceMemory& memory, const DatasetView& like, std::uint64_t rows,
                             std::uint64_t outputs)
    : floats_(memory, holds_bytes(like) ? 0 : rows * like.features.columns),
      bytes_(memory, holds_bytes(like) ? rows * like.features.columns : 0),
      scale_(memory, like.scale.size()),
      shift_(memory, like.shift.size()),
      targets_(memory, has_targets(like) ? rows * outputs : 0),
      classes_(memory, like.classes.empty() ? 0 : rows),
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

void DeviceDataset::generate(DeviceMemory& memory, const DatasetView& data, const Stream& stream,
                             Staging& staging) {
  const SyntheticData& deferred = *data.deferred;
  const SyntheticCoefficients coefficients(memory, deferred);
  staging.upload_values(coefficients.weights.data(), deferred.weights.data(), deferred.weights.size());
  staging.upload_values(coefficients.centers.data(), deferred.centers.data(), deferred.centers.size());
  generate_features(stream, deferred.source, coefficients.centers.data(), floats_.data());
  if (has_targets(data))
    generate_linear_targets(stream, deferred.source, coefficients.weights.data(), floats_.data(),
                            targets_.data());
  staging.upload_values(classes_.data(), data.classes.data(), data.classes.size());
  // The coefficients are about to be freed.
  stream.wait();
}

}  // namespace glissade::cuda
