#include "glissade/device_array.hpp"

#include <utility>

#include "backends/backends.hpp"
#include "glissade/error.hpp"

namespace glissade {
namespace {

const DeviceModuleBackend& device_with_memory(std::string_view device) {
  const DeviceModuleBackend* const backend = as_device_module(*select_device(device).backend);
  if (backend == nullptr)
    throw Error(ErrorKind::usage, "the device " + std::string(device) + " has no memory of its own",
                "Keep the values in the host's memory.");
  return *backend;
}

}  // namespace

DeviceArray::DeviceArray(std::string_view device, std::size_t bytes)
    : device_(device), data_(device_with_memory(device).allocate(bytes)), bytes_(bytes) {}

DeviceArray::~DeviceArray() {
  if (data_ != nullptr)
    device_with_memory(device_).release(data_);
}

DeviceArray::DeviceArray(DeviceArray&& other) noexcept
    : device_(std::move(other.device_)),
      data_(std::exchange(other.data_, nullptr)),
      bytes_(std::exchange(other.bytes_, 0)) {}

DeviceArray& DeviceArray::operator=(DeviceArray&& other) noexcept {
  std::swap(device_, other.device_);
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

void DeviceArray::upload(const void* host) {
  device_with_memory(device_).write_memory(data_, host, bytes_);
}

void read_device_memory(std::string_view device, const void* source, void* host, std::size_t bytes) {
  device_with_memory(device).read_memory(host, source, bytes);
}

}  // namespace glissade
