#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "emulation/vector_types.hpp"

namespace emulation {

struct KernelLaunch {
  std::string name;
  dim3 grid;
  dim3 block;
  std::size_t dynamic_shared_bytes = 0;
  /// Static and dynamic together.
  std::size_t shared_limit_bytes = 0;
  std::function<void()> run_thread;
};

/// Complains where the device could not launch this.
void check_limits(const KernelLaunch& launch);

/// Runs all blocks, one after the other.
void execute(const KernelLaunch& launch);

}  // namespace emulation
