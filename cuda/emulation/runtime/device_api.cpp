#include <algorithm>
#include <cstdint>
#include <numeric>

#include "complaint/complaint.hpp"
#include "emulation/device.hpp"
#include "memory/device_memory.hpp"
#include "memory/pinned_memory.hpp"
#include "queue/stream.hpp"
#include "runtime/api_call.hpp"
#include "runtime/counting.hpp"

namespace emulation {
namespace {

DeviceDescription& stated() {
  static DeviceDescription& value = *new DeviceDescription;
  return value;
}

}  // namespace

const DeviceDescription& description() {
  return stated();
}

void set_description(const DeviceDescription& description) {
  const ApiCall call("set_description");
  if (description.devices != 0 && description.devices != 1)
    complain(text(description.devices, " devices; emulated is one or none"));
  const bool is_idle = std::all_of(streams().begin(), streams().end(),
                                   [](const auto& stream) { return stream->pending.empty(); });
  if (!is_idle || device_memory().memory().live_bytes() != 0)
    complain("the device is in use; its description can change only while nothing is allocated or queued");
  stated() = description;
}

Counters& counting() {
  static Counters& value = *new Counters;
  return value;
}

const Counters& counters() {
  return counting();
}
void reset_counters() {
  counting() = {};
}

std::uint64_t Counters::total_launches() const {
  return std::accumulate(launches.begin(), launches.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& kernel) { return sum + kernel.second; });
}

}  // namespace emulation

using emulation::ApiCall;
using emulation::report;

cudaError_t cudaGetDeviceCount(int* count) {
  const ApiCall call("cudaGetDeviceCount");
  if (const cudaError_t error = ApiCall::availability(); error != cudaSuccess)
    return report(error);
  *count = emulation::description().devices;
  return cudaSuccess;
}

cudaError_t cudaSetDevice(int device) {
  const ApiCall call("cudaSetDevice");
  if (const cudaError_t error = ApiCall::availability(); error != cudaSuccess)
    return report(error);
  return device == 0 ? cudaSuccess : report(cudaErrorInvalidDevice);
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  const ApiCall call("cudaGetDeviceProperties");
  if (const cudaError_t error = ApiCall::availability(); error != cudaSuccess)
    return report(error);
  if (device != 0)
    return report(cudaErrorInvalidDevice);
  const emulation::DeviceDescription& stated = emulation::description();
  *properties = cudaDeviceProp{};
  stated.name.copy(properties->name, sizeof properties->name - 1);
  properties->totalGlobalMem = stated.memory_bytes;
  properties->sharedMemPerBlock = stated.shared_bytes_per_block;
  properties->sharedMemPerBlockOptin = stated.shared_bytes_per_block_optin;
  properties->warpSize = 32;
  properties->maxThreadsPerBlock = 1024;
  properties->major = stated.compute_capability_major;
  properties->minor = stated.compute_capability_minor;
  properties->multiProcessorCount = stated.multiprocessors;
  return cudaSuccess;
}

cudaError_t cudaDriverGetVersion(int* version) {
  const ApiCall call("cudaDriverGetVersion");
  *version = emulation::description().driver_version;
  return cudaSuccess;
}

cudaError_t cudaRuntimeGetVersion(int* version) {
  const ApiCall call("cudaRuntimeGetVersion");
  *version = emulation::toolkit_version;
  return cudaSuccess;
}

cudaError_t cudaMemGetInfo(size_t* free, size_t* total) {
  const ApiCall call("cudaMemGetInfo");
  if (const cudaError_t error = ApiCall::availability(); error != cudaSuccess)
    return report(error);
  *total = emulation::description().memory_bytes;
  *free = *total - emulation::device_memory().memory().live_bytes();
  return cudaSuccess;
}

cudaError_t cudaDeviceSynchronize() {
  const ApiCall call("cudaDeviceSynchronize", emulation::DuringCapture::forbidden);
  if (const cudaError_t error = ApiCall::availability(); error != cudaSuccess)
    return report(error);
  ++emulation::counting().synchronizations;
  for (const auto& stream : emulation::streams())
    emulation::run_until(stream->end());
  return cudaSuccess;
}
