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
  std::size_t alignment;
  bool is_pointer;
  /// False where bytes that no member holds may be left over from whatever lay there before.
  bool has_known_bytes;
};

#if defined(__has_builtin)
#if __has_builtin(__builtin_clear_padding)
#define EMULATION_CLEARS_PADDING
#endif
#endif

template <class T>
void clear_padding([[maybe_unused]] T& value) {
#if defined(EMULATION_CLEARS_PADDING)
  if constexpr (std::is_class_v<T>)
    __builtin_clear_padding(&value);
#endif
}

template <class T>
KernelArgument describe_argument(const T& value) {
#if defined(EMULATION_CLEARS_PADDING)
  constexpr bool has_known_bytes = true;
#else
  constexpr bool has_known_bytes = !std::is_class_v<T> || std::has_unique_object_representations_v<T>;
#endif
  return {&value, sizeof value, alignof(T), std::is_pointer_v<T>, has_known_bytes};
}

/// `run_thread` is called once for each thread of the grid.
cudaError_t launch(const cudaLaunchConfig_t& config, const void* kernel,
                   std::span<const KernelArgument> arguments, std::function<void()> run_thread);

}  // namespace emulation

template <class... Parameters, class... Arguments>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* config, void (*kernel)(Parameters...),
                               Arguments&&... arguments) {
  static_assert((std::is_trivially_copyable_v<Parameters> && ...), "kernel arguments are copied as bytes");
  std::tuple<Parameters...> values(std::forward<Arguments>(arguments)...);
  const auto described = std::apply(
      [](Parameters&... value) {
        (emulation::clear_padding(value), ...);
        return std::array<emulation::KernelArgument, sizeof...(Parameters)>{
            emulation::describe_argument(value)...};
      },
      values);
  return emulation::launch(*config, reinterpret_cast<const void*>(kernel), described,
                           [kernel, values] { std::apply(kernel, values); });
}
