#pragma once

#include <cstddef>

#include "memory/guarded_memory.hpp"

namespace emulation {

/// Shared memory of the block that runs. One block runs at a time, so all blocks use the same addresses;
/// each finds NaN there.
void begin_shared_memory(std::size_t dynamic_bytes, std::size_t limit_bytes);
void end_shared_memory();

GuardedMemory& shared_memory();

}  // namespace emulation
