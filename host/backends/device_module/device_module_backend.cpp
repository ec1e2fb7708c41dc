#include "backends/device_module/device_module_backend.hpp"

#include <utility>

#include "backends/device_module/device_module_session.hpp"
#include "backends/device_module/module_file.hpp"
#include "backends/device_module/outcome.hpp"
#include "backends/validate.hpp"

namespace glissade {

DeviceModuleBackend::DeviceModuleBackend(std::string name, std::string kind, std::string file,
                                         Requirement requirement, Speed speed)
    : name_(std::move(name)),
      kind_(std::move(kind)),
      file_(std::move(file)),
      requirement_(requirement),
      is_timed_(speed == Speed::timed) {}

std::unique_ptr<Session> DeviceModuleBackend::open(const Network& network, const DatasetView& data,
                                                   const SessionOptions& options) const {
  validate_session(network, data, options);
  return std::make_unique<DeviceModuleSession>(module(), network, data, options);
}

std::optional<DeviceLimits> DeviceModuleBackend::measure_limits(std::uint64_t data_bytes, Precision precision,
                                                                int /*threads*/) const {
  DeviceLimits limits;
  require_ok(module().measure_limits(data_bytes, precision, limits));
  return limits;
}

ModuleDevice DeviceModuleBackend::describe() const {
  ModuleDevice device;
  require_ok(module().describe(device));
  return device;
}

std::optional<Error> DeviceModuleBackend::problem() const {
  try {
    describe();
    return std::nullopt;
  } catch (const Error& error) {
    return error;
  }
}

ModulePlan DeviceModuleBackend::plan(const Network& network, const DatasetView& data,
                                     const SessionOptions& options) const {
  validate_session(network, data, options);
  ModulePlan plan;
  require_ok(module().plan({network, data, options}, plan));
  return plan;
}

void* DeviceModuleBackend::allocate(std::size_t bytes) const {
  void* memory = nullptr;
  require_ok(module().allocate(bytes, memory));
  return memory;
}

void DeviceModuleBackend::release(void* memory) const noexcept {
  // Whatever is wrong with the device is said by the next call that needs it.
  static_cast<void>(module_->release(memory));
}

void DeviceModuleBackend::write_memory(void* memory, const void* host, std::size_t bytes) const {
  require_ok(module().write(memory, host, bytes));
}

void DeviceModuleBackend::read_memory(void* host, const void* memory, std::size_t bytes) const {
  require_ok(module().read(host, memory, bytes));
}

const DeviceModule& DeviceModuleBackend::module() const {
  std::call_once(loaded_, [this] {
    if (requirement_ != nullptr)
      requirement_();
    const auto path = find_module(file_);
    if (!path) {
      throw Error(ErrorKind::device, "this build has no " + kind_ + " (" + file_ + ")",
                  "A module stands next to the program or in the installation's lib/glissade.");
    }
    module_ = &load_module(*path);
  });
  return *module_;
}

}  // namespace glissade
