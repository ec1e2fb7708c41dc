#include "memory/device_memory.hpp"

#include <sys/mman.h>

#include "complaint/complaint.hpp"
#include "emulation/device.hpp"

namespace emulation {
namespace {

// What cudaMalloc guarantees.
constexpr std::size_t allocation_alignment = 256;

}  // namespace

DeviceMemory& device_memory() {
  static DeviceMemory& memory = *new DeviceMemory;
  return memory;
}

void* DeviceMemory::allocate(std::size_t bytes) {
  if (bytes > description().memory_bytes - memory_.live_bytes())
    return nullptr;
  Allocation& allocation = memory_.allocate(bytes, allocation_alignment);
  protect_pages(allocation.pages, allocation.page_bytes, PROT_NONE);
  return allocation.begin;
}

void DeviceMemory::free(void* address) {
  Allocation* allocation = memory_.find(address);
  if (allocation == nullptr)
    complain(text(locate(address), " is not an address of device memory"));
  if (allocation->freed || allocation->begin != address)
    complain(
        text(address, " is not the start of a live allocation: it lies ", describe(*allocation, address)));
  protect_pages(allocation->pages, allocation->page_bytes, PROT_READ);
  memory_.free(*allocation);
}

void DeviceMemory::protect(int protection) {
  for (auto& [pages, allocation] : memory_.allocations())
    if (!allocation.freed)
      protect_pages(allocation.pages, allocation.page_bytes, protection);
}

void DeviceMemory::open() {
  if (!is_open_)
    protect(PROT_READ | PROT_WRITE);
  is_open_ = true;
}

void DeviceMemory::close() {
  if (is_open_)
    protect(PROT_NONE);
  is_open_ = false;
}

void DeviceMemory::require(const void* address, std::size_t bytes, const char* role) {
  const Allocation* allocation = memory_.find(address);
  if (allocation == nullptr)
    complain(text("the ", role, ' ', locate(address), " is not in device memory"));
  if (allocation->freed || !allocation->holds(address, bytes))
    complain(text("the ", role, " of ", bytes, " bytes starts ", describe(*allocation, address)));
}

void DeviceMemory::check_slack() {
  for (const auto& [pages, allocation] : memory_.allocations())
    if (!allocation.freed)
      memory_.check_slack(allocation);
}

}  // namespace emulation
