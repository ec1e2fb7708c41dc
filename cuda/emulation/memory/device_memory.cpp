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

bool DeviceMemory::admit(const void* address) {
  Allocation* allocation = may_open_ ? memory_.find(address) : nullptr;
  if (allocation == nullptr || allocation->freed || allocation->is_open)
    return false;
  const auto* byte = static_cast<const std::byte*>(address);
  if (byte < allocation->pages || byte >= allocation->pages + allocation->page_bytes)
    return false;
  protect_pages(allocation->pages, allocation->page_bytes, PROT_READ | PROT_WRITE);
  allocation->is_open = true;
  open_.push_back(allocation);
  return true;
}

void DeviceMemory::close() {
  for (Allocation* allocation : open_) {
    protect_pages(allocation->pages, allocation->page_bytes, PROT_NONE);
    allocation->is_open = false;
  }
  open_.clear();
  may_open_ = false;
}

void DeviceMemory::require(const void* address, std::size_t bytes, const char* role) {
  const Allocation* allocation = memory_.find(address);
  if (allocation == nullptr)
    complain(text("the ", role, ' ', locate(address), " is not in device memory"));
  if (allocation->freed || !allocation->holds(address, bytes))
    complain(text("the ", role, " of ", bytes, " bytes starts ", describe(*allocation, address)));
}

void DeviceMemory::check_slack() {
  for (const Allocation* allocation : open_)
    memory_.check_slack(*allocation);
}

}  // namespace emulation
