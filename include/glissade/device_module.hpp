#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "glissade/backend.hpp"
#include "glissade/error.hpp"

/// The interface between a program and a module with a device (glissade-cuda.so, glissade-emulated.so). The
/// program loads a module when its device is asked for, so that nothing else waits for CUDA's libraries.
///
/// Errors cross as values: every function is noexcept, no object is freed by the side that did not create it,
/// and the caller owns all memory that is filled.
namespace glissade {

/// Raised with every change of this header or of a type that it uses.
inline constexpr std::uint32_t device_module_abi = 8;

/// Outcome of a call; ErrorKind as a number, 0: well.
struct ModuleOutcome {
  int error_kind = 0;
  char message[512] = {};
  char hint[256] = {};

  bool is_ok() const { return error_kind == 0; }
  void set(ErrorKind kind, std::string_view what, std::string_view try_this) noexcept {
    error_kind = static_cast<int>(kind);
    message[what.copy(message, sizeof message - 1)] = '\0';
    hint[try_this.copy(hint, sizeof hint - 1)] = '\0';
  }
};

/// Sums (backend.hpp) without memory of its own.
struct ModuleSums {
  std::uint64_t rows = 0;
  double weight = 0.0;
  std::span<double> loss;  ///< one per output, or one
  std::uint64_t correct = 0;
  bool has_nonfinite_step = false;
  std::uint64_t first_nonfinite_step = 0;
  bool has_device_seconds = false;
  double device_seconds = 0.0;
};

/// State without memory of its own: each [arena size], or empty.
struct ModuleState {
  std::uint64_t step = 0;
  std::span<double> arena;
  std::span<double> first_moment;
  std::span<double> second_moment;
};

/// Trace without memory of its own; sized for the rows of the step.
struct ModuleTrace {
  struct Layer {
    std::span<double> pre_activation;  ///< empty unless the derivative needs it
    std::span<double> output;
    std::span<double> gradient;
  };
  std::span<std::uint64_t> rows;
  std::span<double> features;
  std::span<Layer> layers;
  std::span<double> arena_gradient;
  std::uint64_t row_sum_depth = 0;
  std::uint64_t bias_sum_depth = 0;
  std::uint64_t dot_depth = 0;
};

/// Session of a device (backend.hpp, where each function's meaning is).
class ModuleSession {
 public:
  virtual void destroy() noexcept = 0;
  /// `sums` go on from what they hold.
  virtual ModuleOutcome train(std::uint64_t first_step, std::span<const StepScalars> scalars,
                              ModuleSums& sums) noexcept = 0;
  virtual ModuleOutcome evaluate(const DatasetView& data, ModuleSums& sums) noexcept = 0;
  virtual ModuleOutcome predict(const DatasetView& data, std::span<float> outputs) noexcept = 0;
  virtual ModuleOutcome state(ModuleState& state) noexcept = 0;
  virtual ModuleOutcome restore(const ModuleState& state) noexcept = 0;
  /// Runs the step, and fills what it used and produced. `sums` are those of the step.
  virtual ModuleOutcome trace(std::uint64_t step, const StepScalars& scalars, ModuleSums& sums,
                              ModuleTrace& trace) noexcept = 0;

 protected:
  ~ModuleSession() = default;
};

/// A device that the module sees.
struct ModuleDevice {
  char name[256] = {};
  int compute_capability_major = 0;
  int compute_capability_minor = 0;
  std::uint64_t memory_bytes = 0;
  std::uint64_t free_bytes = 0;
  int driver_version = 0;   ///< as CUDA counts: 13000 is 13.0
  int runtime_version = 0;  ///< that the module was built with
};

/// The needs of a session on the device, before anything is allocated.
struct ModulePlan {
  struct Item {
    char purpose[64] = {};
    std::uint64_t bytes = 0;
  };
  static constexpr std::size_t most_items = 16;
  Item items[most_items];
  std::size_t item_count = 0;
  std::uint64_t available_bytes = 0;
  /// A kernel or a GEMM of a step.
  struct Node {
    char name[48] = {};
    bool is_aside = false;  ///< what follows does not wait for it, but for the update
  };
  static constexpr std::size_t most_nodes = 64;
  Node nodes[most_nodes];  ///< in the order of the queue, as many as there is room for
  std::uint64_t launches_per_step = 0;
  std::uint64_t longest_chain = 0;  ///< of nodes that wait for one another
};

/// The arguments must outlive the session.
struct ModuleRequest {
  const Network& network;
  const DatasetView& data;
  const SessionOptions& options;
};

class DeviceModule {
 public:
  /// The device that open() would use; fails where there is none that can be used, and says why.
  virtual ModuleOutcome describe(ModuleDevice& device) const noexcept = 0;
  /// Backend::measure_limits
  virtual ModuleOutcome measure_limits(std::uint64_t data_bytes, Precision precision,
                                       DeviceLimits& limits) const noexcept = 0;
  virtual ModuleOutcome plan(const ModuleRequest& request, ModulePlan& plan) const noexcept = 0;
  virtual ModuleOutcome open(const ModuleRequest& request, ModuleSession*& session) const noexcept = 0;
  /// Memory of the device outside any session. Copies are complete when they return; read() also waits for
  /// work that others have queued.
  virtual ModuleOutcome allocate(std::uint64_t bytes, void*& memory) const noexcept = 0;
  virtual ModuleOutcome release(void* memory) const noexcept = 0;
  virtual ModuleOutcome write(void* memory, const void* host, std::uint64_t bytes) const noexcept = 0;
  virtual ModuleOutcome read(void* host, const void* memory, std::uint64_t bytes) const noexcept = 0;

 protected:
  ~DeviceModule() = default;
};

/// The name and type of the one function that a module exports: null for an ABI that it was not built with.
inline constexpr const char* device_module_entry = "glissade_device_module";
using DeviceModuleEntry = const DeviceModule* (*)(std::uint32_t abi) noexcept;

}  // namespace glissade
