#include <cuda_runtime.h>

#include <exception>
#include <memory>
#include <new>
#include <string>

#include "device/check.hpp"
#include "glissade/device_module.hpp"
#include "module/arithmetic_environment.hpp"
#include "module/limits.hpp"
#include "session/device_session.hpp"
#include "session/memory_plan.hpp"
#include "session/staging.hpp"

namespace glissade::cuda {
namespace {

/// Nothing is thrown to the program: it may have been built with another runtime library.
template <class Call>
ModuleOutcome outcome_of(const Call& call) noexcept {
  ModuleOutcome outcome;
  try {
    call();
  } catch (const Error& error) {
    outcome.set(error.kind(), error.what(), error.hint());
  } catch (const std::bad_alloc&) {
    outcome.set(ErrorKind::failure, "there is not enough memory on the host", {});
  } catch (const std::exception& error) {
    outcome.set(ErrorKind::failure, error.what(), {});
  }
  return outcome;
}

class SessionOfModule final : public ModuleSession {
 public:
  explicit SessionOfModule(const ModuleRequest& request) : session_(request) {}

  void destroy() noexcept override { delete this; }
  ModuleOutcome train(std::uint64_t first_step, std::span<const StepScalars> scalars,
                      ModuleSums& sums) noexcept override {
    return outcome_of([&] { session_.train(first_step, scalars, sums); });
  }
  ModuleOutcome evaluate(const DatasetView& data, ModuleSums& sums) noexcept override {
    return outcome_of([&] { session_.evaluate(data, sums); });
  }
  ModuleOutcome predict(const DatasetView& data, std::span<float> outputs) noexcept override {
    return outcome_of([&] { session_.predict(data, outputs); });
  }
  ModuleOutcome state(ModuleState& state) noexcept override {
    return outcome_of([&] { session_.state(state); });
  }
  ModuleOutcome restore(const ModuleState& state) noexcept override {
    return outcome_of([&] { session_.restore(state); });
  }
  ModuleOutcome trace(std::uint64_t step, const StepScalars& scalars, ModuleSums& sums,
                      ModuleTrace& trace) noexcept override {
    return outcome_of([&] { session_.trace(step, scalars, sums, trace); });
  }

 private:
  ~SessionOfModule() = default;
  DeviceSession session_;
};

constexpr int oldest_major = 7;
constexpr int oldest_minor = 5;

/// Throws Error(device) where there is no device that the kernels run on.
cudaDeviceProp usable_device() {
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error != cudaSuccess || count == 0) {
    // The error would otherwise be found by whoever asks next.
    cudaGetLastError();
    if (error == cudaErrorInsufficientDriver)
      check(error, "asking for devices");
    throw Error(ErrorKind::device,
                std::string("no CUDA device can be used: ") +
                    (error == cudaSuccess ? "there is none" : cudaGetErrorString(error)),
                "See `glissade devices`, or choose the device cpu.");
  }
  cudaDeviceProp properties{};
  check(cudaGetDeviceProperties(&properties, 0), "asking for the device's properties");
  if (properties.major < oldest_major ||
      (properties.major == oldest_major && properties.minor < oldest_minor))
    throw Error(ErrorKind::device,
                std::string(properties.name) + " has compute capability " + std::to_string(properties.major) +
                    '.' + std::to_string(properties.minor) + "; 7.5 is the oldest that works",
                "Choose the device cpu.");
  return properties;
}

/// cuBLAS would quietly compute tf32 products in fp32 where there are no tensor cores for them.
void require_precision(const cudaDeviceProp& properties, Precision precision) {
  if (precision == Precision::fp32 || properties.major >= 8)
    return;
  throw Error(ErrorKind::device,
              std::string(properties.name) + " has compute capability " + std::to_string(properties.major) +
                  '.' + std::to_string(properties.minor) + "; tf32 and bf16 need 8.0",
              "Use {precision} fp32.");
}

class Module final : public DeviceModule {
 public:
  ModuleOutcome describe(ModuleDevice& device) const noexcept override {
    return outcome_of([&] {
      const cudaDeviceProp properties = usable_device();
      std::string_view(properties.name).copy(device.name, sizeof device.name - 1);
      device.compute_capability_major = properties.major;
      device.compute_capability_minor = properties.minor;
      size_t free = 0, total = 0;
      check(cudaMemGetInfo(&free, &total), "asking for the device's memory");
      device.free_bytes = free;
      device.memory_bytes = total;
      check(cudaDriverGetVersion(&device.driver_version), "asking for the driver's version");
      check(cudaRuntimeGetVersion(&device.runtime_version), "asking for the runtime's version");
    });
  }

  ModuleOutcome measure_limits(std::uint64_t data_bytes, Precision precision,
                               DeviceLimits& limits) const noexcept override {
    return outcome_of([&] {
      const cudaDeviceProp properties = usable_device();
      require_precision(properties, precision);
      limits = cuda::measure_limits(data_bytes, precision);
      limits.cache_bytes = properties.l2CacheSize;
    });
  }

  ModuleOutcome plan(const ModuleRequest& request, ModulePlan& plan) const noexcept override {
    return outcome_of([&] {
      usable_device();
      plan = memory_plan(request);
    });
  }

  ModuleOutcome allocate(std::uint64_t bytes, void*& memory) const noexcept override {
    return outcome_of([&] {
      usable_device();
      memory = nullptr;
      if (bytes > 0)
        check(cudaMalloc(&memory, bytes), "allocating memory on the device");
    });
  }
  ModuleOutcome release(void* memory) const noexcept override {
    return outcome_of([&] { check(cudaFree(memory), "freeing memory of the device"); });
  }
  ModuleOutcome write(void* memory, const void* host, std::uint64_t bytes) const noexcept override {
    return outcome_of([&] {
      const Stream stream;
      Staging staging(stream);
      staging.upload(memory, host, bytes);
      stream.wait();
    });
  }
  ModuleOutcome read(void* host, const void* memory, std::uint64_t bytes) const noexcept override {
    return outcome_of([&] {
      usable_device();
      // The caller's own streams may still write there.
      check(cudaDeviceSynchronize(), "running work on the device");
      const Stream stream;
      Staging(stream).download(host, memory, bytes);
    });
  }

  ModuleOutcome open(const ModuleRequest& request, ModuleSession*& session) const noexcept override {
    return outcome_of([&] {
      require_precision(usable_device(), request.options.precision);
      require_arithmetic(request.options.precision);
      require_memory(request);
      // Within outcome_of(), which catches it.
      session = new SessionOfModule(request);  // NOLINT(bugprone-unhandled-exception-at-new)
    });
  }
};

}  // namespace
}  // namespace glissade::cuda

extern "C" __attribute__((visibility("default"))) const glissade::DeviceModule* glissade_device_module(
    std::uint32_t abi) noexcept {
  static const glissade::cuda::Module module;
  return abi == glissade::device_module_abi ? &module : nullptr;
}
