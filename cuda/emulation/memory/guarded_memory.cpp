#include "memory/guarded_memory.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "complaint/complaint.hpp"
#include "memory/sanitizer.hpp"

namespace emulation {
namespace {

// Addresses only: no memory is used before it is allocated.
constexpr std::size_t reserved_bytes = std::size_t{4} << 40;
constexpr std::size_t least_gap_bytes = std::size_t{2} << 20;
constexpr int nan_byte = 0xFF;

std::size_t page_size() {
  static const auto size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return size;
}

std::size_t round_up(std::size_t value, std::size_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

const std::byte* first_change(const std::byte* begin, const std::byte* end) {
  // Nearly always nothing has changed: each byte then equals its neighbour, which memcmp sees fastest.
  if (begin == end || (*begin == std::byte{nan_byte} &&
                       std::memcmp(begin, begin + 1, static_cast<std::size_t>(end - begin) - 1) == 0))
    return end;
  return std::find_if(begin, end, [](std::byte value) { return value != std::byte{nan_byte}; });
}

}  // namespace

bool Allocation::holds(const void* address, std::size_t extent) const {
  const auto* first = static_cast<const std::byte*>(address);
  return first >= begin && first <= end() && extent <= static_cast<std::size_t>(end() - first);
}

void protect_pages(std::byte* pages, std::size_t bytes, int protection) {
  if (mprotect(pages, bytes, protection) != 0)
    complain(text("mprotect failed (", std::strerror(errno), "); is vm.max_map_count reached?"));
}

GuardedMemory::GuardedMemory(std::string kind) : kind_(std::move(kind)) {
  void* space = mmap(nullptr, reserved_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (space == MAP_FAILED)
    complain(text("cannot reserve ", reserved_bytes >> 40, " TiB of addresses (", std::strerror(errno),
                  "); is the address space of the process limited (ulimit -v)?"));
  space_ = static_cast<std::byte*>(space);
  next_ = space_ + least_gap_bytes;
}

Allocation& GuardedMemory::allocate(std::size_t bytes, std::size_t alignment, std::string name) {
  const std::size_t used = round_up(bytes, alignment);
  const std::size_t page_bytes = round_up(std::max<std::size_t>(used, 1), page_size());
  // An index that is wrong by as much as the size of the array is still nearest to it.
  const std::size_t gap_bytes = std::max(least_gap_bytes, 2 * page_bytes);
  if (page_bytes + gap_bytes > static_cast<std::size_t>(space_ + reserved_bytes - next_))
    complain(text("no addresses are left for ", bytes, " bytes of ", kind_));
  if (name.empty())
    name = text("allocation ", ++numbered_);
  Allocation allocation{text(name, " (", bytes, " bytes of ", kind_, ")"),
                        next_,
                        page_bytes,
                        next_ + page_bytes - used,
                        bytes,
                        false};
  next_ += page_bytes + gap_bytes;
  protect_pages(allocation.pages, page_bytes, PROT_READ | PROT_WRITE);
  std::memset(allocation.pages, nan_byte, page_bytes);
  forbid_access(allocation.pages, static_cast<std::size_t>(allocation.begin - allocation.pages));
  forbid_access(allocation.end(), used - bytes);
  live_bytes_ += bytes;
  return allocations_[allocation.pages] = allocation;
}

void GuardedMemory::free(Allocation& allocation) {
  check_slack(allocation);
  allocation.freed = true;
  live_bytes_ -= allocation.bytes;
  // Mapped anew, so that its memory goes back to the system.
  if (mmap(allocation.pages, allocation.page_bytes, PROT_NONE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == MAP_FAILED)
    complain(text("mmap failed (", std::strerror(errno), ")"));
}

bool GuardedMemory::contains(const void* address) const {
  return address >= space_ && address < space_ + reserved_bytes;
}

Allocation* GuardedMemory::find(const void* address) {
  if (!contains(address) || allocations_.empty())
    return nullptr;
  const auto* byte = static_cast<const std::byte*>(address);
  const auto after = allocations_.upper_bound(byte);
  if (after == allocations_.begin())
    return &after->second;
  Allocation& before = std::prev(after)->second;
  const bool is_nearer = after == allocations_.end() || byte - before.end() <= after->second.begin - byte;
  return is_nearer ? &before : &after->second;
}

void GuardedMemory::check_slack(const Allocation& allocation) const {
  const AccessEverywhere allowed(allocation.pages, allocation.page_bytes, allocation.begin, allocation.bytes);
  const std::byte* changed = first_change(allocation.pages, allocation.begin);
  if (changed == allocation.begin) {
    const std::byte* pages_end = allocation.pages + allocation.page_bytes;
    changed = first_change(allocation.end(), pages_end);
    if (changed == pages_end)
      return;
  }
  complain(text("something wrote ", describe(allocation, changed)));
}

std::string describe(const Allocation& allocation, const void* address) {
  const auto* byte = static_cast<const std::byte*>(address);
  const std::string state = allocation.freed ? ", which has been freed" : "";
  if (byte < allocation.begin)
    return text(allocation.begin - byte, " bytes before ", allocation.name, state);
  if (byte >= allocation.end())
    return text(byte - allocation.end(), " bytes past the end of ", allocation.name, state);
  return text("at byte ", byte - allocation.begin, " of ", allocation.name, state);
}

}  // namespace emulation
