#include <optional>
#include <unordered_map>
#include <utility>

#include "complaint/complaint.hpp"
#include "complaint/kernel_name.hpp"
#include "emulation/device.hpp"
#include "emulation/launch.hpp"
#include "execution/kernel.hpp"
#include "execution/launch_check.hpp"
#include "memory/argument_check.hpp"
#include "queue/capture.hpp"
#include "queue/stream.hpp"
#include "runtime/api_call.hpp"
#include "runtime/counting.hpp"

namespace emulation {
namespace {

struct LoadedKernel {
  std::optional<std::size_t> most_dynamic_shared_bytes;  ///< if cudaFuncSetAttribute was called
};

/// Kernels load on first use, which may fail inside a capture.
LoadedKernel& load(const void* kernel) {
  static std::unordered_map<const void*, LoadedKernel> loaded;
  const auto found = loaded.find(kernel);
  if (found != loaded.end())
    return found->second;
  if (is_capturing())
    complain(text(
        "kernel ", kernel_name(kernel),
        " is used for the first time inside a capture, where it may fail to load; launch it once before"));
  return loaded[kernel];
}

/// Only for who looks at them: others need no copies.
std::vector<ArgumentCopy> copies_of(std::span<const KernelArgument> arguments) {
  std::vector<ArgumentCopy> copies;
  if (launch_check() == nullptr)
    return copies;
  for (const KernelArgument& argument : arguments) {
    const auto* bytes = static_cast<const std::byte*>(argument.value);
    copies.push_back({{bytes, bytes + argument.bytes}, argument.alignment});
  }
  return copies;
}

SharedLimits shared_limits(const LoadedKernel& kernel) {
  const auto set = kernel.most_dynamic_shared_bytes;
  if (set)
    return {true, *set, description().shared_bytes_per_block_optin};
  return {false, description().shared_bytes_per_block, description().shared_bytes_per_block};
}

}  // namespace

cudaError_t launch(const cudaLaunchConfig_t& config, const void* kernel,
                   std::span<const KernelArgument> arguments, std::function<void()> run_thread) {
  const ApiCall call("cudaLaunchKernelEx");
  CUstream_st& stream = require(config.stream);
  const std::string& name = kernel_name(kernel);
  check_arguments(name, arguments);
  require_asked_for_check();
  KernelLaunch launch{name,
                      config.gridDim,
                      config.blockDim,
                      config.dynamicSmemBytes,
                      shared_limits(load(kernel)),
                      std::move(run_thread),
                      copies_of(arguments)};
  check_limits(launch);
  enqueue(stream, {name, true, {}, [launch = std::move(launch)] { execute(launch); }});
  return cudaSuccess;
}

}  // namespace emulation

using namespace emulation;

cudaError_t cudaFuncSetAttribute(const void* kernel, cudaFuncAttribute, int value) {
  const ApiCall call("cudaFuncSetAttribute", DuringCapture::forbidden);
  if (value < 0 || static_cast<std::size_t>(value) > description().shared_bytes_per_block_optin)
    complain(text("kernel ", kernel_name(kernel), ": ", value,
                  " bytes of dynamic shared memory; the limit is ",
                  description().shared_bytes_per_block_optin));
  load(kernel).most_dynamic_shared_bytes = static_cast<std::size_t>(value);
  return cudaSuccess;
}
