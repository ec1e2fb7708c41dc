#include "backends/backends.hpp"

#include <sys/resource.h>

#include <array>
#include <string>
#include <vector>

#include "backends/cpu/cpu_backend.hpp"
#include "backends/device_module/cuda_driver.hpp"
#include "backends/reference/reference_backend.hpp"
#include "glissade/error.hpp"

namespace glissade {
namespace {

const DeviceModuleBackend& cuda_backend() {
  static const DeviceModuleBackend backend("cuda", "CUDA module", "glissade-cuda.so",
                                           [] { require_cuda_driver(); });
  return backend;
}

/// Its memories are ranges of addresses, a few TiB each.
void require_unlimited_addresses() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    throw Error(ErrorKind::device, "it takes terabytes of addresses, and those of the process are limited",
                "Lift the limit with ulimit -v unlimited.");
}

const DeviceModuleBackend& emulated_backend() {
  static const DeviceModuleBackend backend(
      "emulated", "emulated device", "glissade-emulated.so", [] { require_unlimited_addresses(); },
      DeviceModuleBackend::Speed::untimed);
  return backend;
}

/// The explicit list, the preferred one first.
std::array<const Backend*, 4> known_backends() {
  return {&cuda_backend(), &cpu_backend(), &reference_backend(), &emulated_backend()};
}

DeviceChoice fastest_device() {
  if (const std::optional<Error> problem = cuda_backend().problem())
    return {&cpu_backend(), problem->what()};
  return {&cuda_backend(), "there is an NVIDIA GPU: " + std::string(cuda_backend().describe().name)};
}

void require_usable(const Backend& backend) {
  const DeviceModuleBackend* const device = as_device_module(backend);
  if (device == nullptr)
    return;
  if (const std::optional<Error> problem = device->problem()) {
    throw Error(problem->kind(),
                "the " + std::string(device->name()) + " device cannot be used: " + problem->what(),
                problem->hint());
  }
}

}  // namespace

std::span<const DeviceModuleBackend* const> device_module_backends() {
  static const std::array<const DeviceModuleBackend*, 2> list{&cuda_backend(), &emulated_backend()};
  return list;
}

const DeviceModuleBackend* as_device_module(const Backend& backend) {
  for (const DeviceModuleBackend* device : device_module_backends()) {
    if (device == &backend)
      return device;
  }
  return nullptr;
}

std::span<const Backend* const> backends() {
  static const std::vector<const Backend*> usable = [] {
    std::vector<const Backend*> list;
    for (const Backend* backend : known_backends()) {
      const DeviceModuleBackend* const device = as_device_module(*backend);
      if (device == nullptr || !device->problem())
        list.push_back(backend);
    }
    return list;
  }();
  return usable;
}

DeviceChoice select_device(std::string_view device) {
  if (device == "auto")
    return fastest_device();
  for (const Backend* backend : known_backends()) {
    if (backend->name() != device)
      continue;
    require_usable(*backend);
    return {backend, "as asked for"};
  }
  throw Error(ErrorKind::usage, "there is no device '" + std::string(device) + "'",
              "The devices are auto, cpu, cuda, reference and emulated");
}

}  // namespace glissade
