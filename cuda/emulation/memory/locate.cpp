#include "complaint/complaint.hpp"
#include "memory/device_memory.hpp"
#include "memory/pinned_memory.hpp"

namespace emulation {

std::string locate(const void* address) {
  for (GuardedMemory* memory : {&device_memory().memory(), &pinned_memory().memory()})
    if (const Allocation* allocation = memory->find(address))
      return text(address, ", ", describe(*allocation, address), ',');
  return text(address);
}

}  // namespace emulation
