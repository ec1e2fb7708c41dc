#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "emulation/vector_types.hpp"
#include "memory/block_shared_memory.hpp"

namespace emulation {

/// A launch's own copy of an argument.
struct ArgumentCopy {
  std::vector<std::byte> bytes;
  std::size_t alignment = 1;
};

struct KernelLaunch {
  std::string name;
  dim3 grid;
  dim3 block;
  std::size_t dynamic_shared_bytes = 0;
  SharedLimits shared_limits;
  std::function<void()> run_thread;
  std::vector<ArgumentCopy> arguments;  ///< empty where no LaunchCheck asks for them
};

/// Complains where the device could not launch this.
void check_limits(const KernelLaunch& launch);

/// Runs all blocks, one after the other, between the two calls of the check, if there is one.
void execute(const KernelLaunch& launch);

}  // namespace emulation
