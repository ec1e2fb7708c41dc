#pragma once

#include <cstdint>
#include <span>

#include "device/buffer.hpp"
#include "glissade/dataset.hpp"
#include "kernels/gather_batch.hpp"
#include "session/staging.hpp"

namespace glissade::cuda {

/// Memory that generate() takes besides, while it runs.
struct SyntheticCoefficients {
  SyntheticCoefficients(DeviceMemory& memory, const SyntheticData& data)
      : weights(memory, data.weights.size()), centers(memory, data.centers.size()) {}

  DeviceBuffer<double> weights;
  DeviceBuffer<float> centers;
};

/// A dataset in the device's memory, as it is stored: bytes stay bytes.
class DeviceDataset {
 public:
  /// Room for `rows` of data like this.
  DeviceDataset(DeviceMemory& memory, const DatasetView& like, std::uint64_t rows, std::uint64_t outputs);

  /// Whether data like this could take this one's place.
  bool has_room_for(const DatasetView& like, std::uint64_t rows, std::uint64_t outputs) const;

  /// Replaces the first data.rows() rows; queued.
  void upload(const DatasetView& data, Staging& staging);
  /// All rows of data that are not in the host's memory (DatasetView::deferred); done when this returns.
  void generate(DeviceMemory& memory, const DatasetView& data, const Stream& stream, Staging& staging);

  const StoredFeatures& features() const { return stored_; }
  const float* targets() const { return targets_.data(); }
  const std::int32_t* classes() const { return classes_.data(); }

 private:
  DeviceBuffer<float> floats_;
  DeviceBuffer<std::uint8_t> bytes_;
  DeviceBuffer<float> scale_, shift_;
  DeviceBuffer<float> targets_;
  DeviceBuffer<std::int32_t> classes_;
  StoredFeatures stored_;
};

}  // namespace glissade::cuda
