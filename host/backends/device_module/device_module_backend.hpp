#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "glissade/backend.hpp"
#include "glissade/device_module.hpp"
#include "glissade/error.hpp"

namespace glissade {

/// A device whose backend is in a module, opened when the device is first asked for.
class DeviceModuleBackend final : public Backend {
 public:
  /// What must hold before the module is loaded; throws Error(device), a clause, where it does not.
  using Requirement = void (*)();

  enum class Speed : std::uint8_t { timed, untimed };

  /// `kind` is what a build lacks without the file: "CUDA module".
  DeviceModuleBackend(std::string name, std::string kind, std::string file, Requirement requirement = nullptr,
                      Speed speed = Speed::timed);

  std::string_view name() const override { return name_; }

  bool is_timed() const override { return is_timed_; }

  std::optional<DeviceLimits> measure_limits(std::uint64_t data_bytes, Precision precision,
                                             int threads) const override;

  std::unique_ptr<Session> open(const Network& network, const DatasetView& data,
                                const SessionOptions& options) const override;

  /// The device that open() would use. Throws Error(device) where there is none: what() is a clause that says
  /// why, without the device's name.
  ModuleDevice describe() const;

  /// Why the device cannot be used, as describe() has it; nothing where it can.
  std::optional<Error> problem() const;

  /// What a session would need. Throws as open() does, but for a plan that does not fit.
  ModulePlan plan(const Network& network, const DatasetView& data, const SessionOptions& options) const;

  /// The device's memory outside any session, as DeviceModule has it. Throw Error(device) and Error(failure).
  void* allocate(std::size_t bytes) const;
  void release(void* memory) const noexcept;
  void write_memory(void* memory, const void* host, std::size_t bytes) const;
  void read_memory(void* host, const void* memory, std::size_t bytes) const;

 private:
  const DeviceModule& module() const;

  std::string name_;
  std::string kind_;
  std::string file_;
  Requirement requirement_;
  bool is_timed_;
  mutable std::once_flag loaded_;
  mutable const DeviceModule* module_ = nullptr;
};

}  // namespace glissade
