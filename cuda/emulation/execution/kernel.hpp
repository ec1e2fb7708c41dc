#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "emulation/vector_types.hpp"
#include "memory/block_shared_memory.hpp"

namespace emulation {

struct KernelLaunch {
  std::string name;
  dim3 grid;
  dim3 block;
  std::size_t dynamic_shared_bytes = 0;
  SharedLimits shared_limits;
  std::function<void()> run_thread;
};

/// Complains where the device could not launch this.
void check_limits(const KernelLaunch& launch);

/// Runs all blocks, one after the other.
void execute(const KernelLaunch& launch);

}  // namespace emulation
