#include "memory/pinned_memory.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

#include "complaint/complaint.hpp"

namespace emulation {
namespace {

constexpr std::size_t allocation_alignment = 256;

/// Whole pages that hold certain bytes.
struct Pages {
  std::byte* first;
  std::size_t bytes;
};

Pages pages_of(const void* address, std::size_t bytes) {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(address) / page * page;
  const auto end = (reinterpret_cast<std::uintptr_t>(address) + bytes + page - 1) / page * page;
  return {reinterpret_cast<std::byte*>(begin), end - begin};
}

}  // namespace

PinnedMemory& pinned_memory() {
  static PinnedMemory& memory = *new PinnedMemory;
  return memory;
}

void* PinnedMemory::allocate(std::size_t bytes) {
  static const std::size_t host_bytes =
      static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  if (memory_.live_bytes() > host_bytes || bytes > host_bytes - memory_.live_bytes())
    return nullptr;
  return memory_.allocate(bytes, allocation_alignment).begin;
}

void PinnedMemory::free(void* address) {
  Allocation* allocation = memory_.find(address);
  if (allocation == nullptr)
    complain(text(locate(address), " is not an address of pinned memory"));
  if (allocation->freed || allocation->begin != address)
    complain(
        text(address, " is not the start of a live allocation: it lies ", describe(*allocation, address)));
  for (const Hold& hold : holds_)
    if (allocation->holds(hold.address, hold.bytes))
      complain(text(allocation->name, " is freed while a copy that uses it is queued; synchronise first"));
  memory_.free(*allocation);
}

void PinnedMemory::require(const void* address, std::size_t bytes, const char* role) {
  const Allocation* allocation = memory_.find(address);
  if (allocation == nullptr)
    complain(text("the ", role, ' ', locate(address),
                  " is not in memory of cudaMallocHost, as an asynchronous copy needs"));
  if (allocation->freed || !allocation->holds(address, bytes))
    complain(text("the ", role, " of ", bytes, " bytes starts ", describe(*allocation, address)));
}

bool PinnedMemory::is_held(const void* address) const {
  const auto* byte = static_cast<const std::byte*>(address);
  return std::any_of(holds_.begin(), holds_.end(), [&](const Hold& hold) {
    const auto* first = static_cast<const std::byte*>(hold.address);
    return byte >= first && byte < first + hold.bytes;
  });
}

void PinnedMemory::hold(const void* address, std::size_t bytes, Use use) {
  holds_.push_back({address, bytes, use});
  protect(address, bytes);
}

void PinnedMemory::end_hold(const void* address, std::size_t bytes, Use use) {
  holds_.erase(std::find(holds_.begin(), holds_.end(), Hold{address, bytes, use}));
  const Pages pages = pages_of(address, bytes);
  protect_pages(pages.first, pages.bytes, PROT_READ | PROT_WRITE);
}

/// Of these pages only: to change the protection of a page costs, and buffers are large.
void PinnedMemory::protect(const void* address, std::size_t bytes) {
  const Pages pages = pages_of(address, bytes);
  protect_pages(pages.first, pages.bytes, PROT_READ | PROT_WRITE);
  const auto apply = [&](Use use, int protection) {
    for (const Hold& hold : holds_) {
      const Pages held = pages_of(hold.address, hold.bytes);
      const bool meets = held.first < pages.first + pages.bytes && pages.first < held.first + held.bytes;
      if (hold.use == use && meets)
        protect_pages(held.first, held.bytes, protection);
    }
  };
  apply(Use::copied_from, PROT_READ);
  apply(Use::copied_to, PROT_NONE);
}

}  // namespace emulation
