#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace emulation {

/// A run of whole pages, the last of which ends with the allocation, rounded up to its alignment. What the
/// pages hold besides is slack: filled with NaN and checked, as no page can guard it.
struct Allocation {
  std::string name;  ///< "allocation 3 (400 bytes of device memory)"
  std::byte* pages = nullptr;
  std::size_t page_bytes = 0;
  std::byte* begin = nullptr;
  std::size_t bytes = 0;
  bool freed = false;
  bool is_open = false;  ///< device memory: what runs has touched it

  std::byte* end() const { return begin + bytes; }
  bool holds(const void* address, std::size_t extent) const;
};

/// Memory of which every allocation lies between pages that no access survives: 2 MiB on both sides, and
/// behind it at least twice as many bytes as it has itself. Addresses are never given twice, so that an
/// access after the end of an allocation's life is seen, however late.
class GuardedMemory {
 public:
  /// `kind` as in "400 bytes of device memory".
  explicit GuardedMemory(std::string kind);
  GuardedMemory(const GuardedMemory&) = delete;
  GuardedMemory& operator=(const GuardedMemory&) = delete;

  /// All bytes are 0xFF: NaN in every format. Readable and writable. `name` empty: numbered.
  Allocation& allocate(std::size_t bytes, std::size_t alignment, std::string name = {});
  void free(Allocation& allocation);

  /// The allocation, freed ones included, that the address lies in or is nearest to; nullptr for addresses
  /// of other memory.
  Allocation* find(const void* address);
  bool contains(const void* address) const;

  /// Complains where the slack of an allocation is not as it was filled.
  void check_slack(const Allocation& allocation) const;

  /// By the address of their pages.
  std::map<const std::byte*, Allocation>& allocations() { return allocations_; }
  std::size_t live_bytes() const { return live_bytes_; }

 private:
  std::string kind_;
  std::byte* space_;
  std::byte* next_;
  std::map<const std::byte*, Allocation> allocations_;
  std::size_t live_bytes_ = 0;
  std::uint64_t numbered_ = 0;
};

void protect_pages(std::byte* pages, std::size_t bytes, int protection);

/// "4 bytes past the end of allocation 3 (400 bytes of device memory)"
std::string describe(const Allocation& allocation, const void* address);
/// "0x7f00, at byte 4 of allocation 3 (400 bytes of device memory),", or the address alone where it is
/// unknown.
std::string locate(const void* address);

}  // namespace emulation
