#pragma once

#include <array>
#include <functional>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

#include "emulation/runtime_api.hpp"

struct cudaLaunchConfig_t {
  dim3 gridDim;
  dim3 blockDim;
  size_t dynamicSmemBytes = 0;
  cudaStream_t stream = nullptr;
};

namespace emulation {

struct KernelArgument {
  const void* value;
  std::size_t bytes;
  bool is_pointer;
};

/// `run_thread` is called once for each thread of the grid.
cudaError_t launch(const cudaLaunchConfig_t& config, const void* kernel,
                   std::span<const KernelArgument> arguments, std::function<void()> run_thread);

}  // namespace emulation

template <class... Parameters, class... Arguments>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* config, void (*kernel)(Parameters...),
                               Arguments&&... arguments) {
  static_assert((std::is_trivially_copyable_v<Parameters> && ...), "kernel arguments are copied as bytes");
  const std::tuple<Parameters...> values(std::forward<Arguments>(arguments)...);
  const auto described = std::apply(
      [](const Parameters&... value) {
        return std::array<emulation::KernelArgument, sizeof...(Parameters)>{
            emulation::KernelArgument{&value, sizeof value, std::is_pointer_v<Parameters>}...};
      },
      values);
  return emulation::launch(*config, reinterpret_cast<const void*>(kernel), described,
                           [kernel, values] { std::apply(kernel, values); });
}
