#pragma once

#include <cstddef>

#include "memory/guarded_memory.hpp"

namespace emulation {

/// What a kernel may ask for. cudaFuncSetAttribute raises the total, and counts in full what it was told,
/// however little the launch then asks for.
struct SharedLimits {
  bool is_set = false;            ///< by cudaFuncSetAttribute
  std::size_t dynamic_bytes = 0;  ///< that a launch may ask for
  std::size_t total_bytes = 0;    ///< static and dynamic together
};

/// Shared memory of the block that runs. One block runs at a time, so all blocks use the same addresses;
/// each finds NaN there.
void begin_shared_memory(std::size_t dynamic_bytes, const SharedLimits& limits);
void end_shared_memory();

GuardedMemory& shared_memory();

}  // namespace emulation
