#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace glissade {

/// Bytes in the memory of a device that has its own: cuda or emulated. Not initialised. Move-only.
class DeviceArray {
 public:
  /// Throws Error(usage) for a device without memory of its own, Error(device) for one that cannot be used,
  /// and Error(failure) if there is not enough memory.
  DeviceArray(std::string_view device, std::size_t bytes);
  ~DeviceArray();
  DeviceArray(DeviceArray&& other) noexcept;
  DeviceArray& operator=(DeviceArray&& other) noexcept;

  const std::string& device() const { return device_; }
  /// An address of the device, which the host may not read; null for no bytes.
  void* data() const { return data_; }
  std::size_t bytes() const { return bytes_; }

  /// Copies bytes() bytes from the host, complete when this returns.
  void upload(const void* host);

 private:
  std::string device_;
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

/// Copies from any memory of `device`, such as that of cudaMalloc, to the host; complete when this returns.
/// Work that is still queued on the device is waited for. Throws as DeviceArray's constructor does.
void read_device_memory(std::string_view device, const void* source, void* host, std::size_t bytes);

}  // namespace glissade
