#include "cuda/emulated_backend.hpp"

#include "backends/device_module/device_module_session.hpp"

extern "C" const glissade::DeviceModule* glissade_device_module(std::uint32_t abi) noexcept;

namespace glissade {
namespace {

class EmulatedBackend final : public Backend {
 public:
  std::string_view name() const override { return "emulated"; }
  std::unique_ptr<Session> open(const Network& network, const DatasetView& data,
                                const SessionOptions& options) const override {
    return std::make_unique<DeviceModuleSession>(emulated_module(), network, data, options);
  }
};

}  // namespace

const DeviceModule& emulated_module() {
  return *glissade_device_module(device_module_abi);
}

const Backend& emulated_backend_in_process() {
  static const EmulatedBackend backend;
  return backend;
}

}  // namespace glissade
