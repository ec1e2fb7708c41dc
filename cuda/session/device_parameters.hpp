#pragma once

#include <cuda_bf16.h>

#include <cstdint>
#include <vector>

#include "device/buffer.hpp"
#include "glissade/backend.hpp"
#include "glissade/device_module.hpp"
#include "kernels/update.hpp"
#include "session/staging.hpp"

namespace glissade::cuda {

/// Arena, moments and gradient on the device, all with the arena's layout.
class DeviceParameters {
 public:
  DeviceParameters(DeviceMemory& memory, const Network& network, const SessionOptions& options);

  /// Waits until it has been done.
  void fill_with_zeros(const Stream& stream);
  DeviceArena arena() const;
  void read(ModuleState& state, Staging& staging) const;
  /// Moments may be empty: zeros.
  void write(const ModuleState& state, const Stream& stream, Staging& staging);
  void read_gradient(std::span<double> gradient, Staging& staging) const;

 private:
  DeviceBuffer<float> values_, first_moment_, second_moment_, gradient_;
  DeviceBuffer<__nv_bfloat16> rounded_values_;
};

/// Copies of device values as fp64.
void read_values(std::span<double> values, const float* device, Staging& staging);
void read_values(std::span<double> values, const __nv_bfloat16* device, Staging& staging);

}  // namespace glissade::cuda
