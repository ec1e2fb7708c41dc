#pragma once

#include <cstddef>
#include <vector>

#include "memory/guarded_memory.hpp"

namespace emulation {

/// Host memory that asynchronous copies may use. From the call of such a copy until it has run, the host may
/// not touch what it writes, nor write what it reads; whole pages are watched.
class PinnedMemory {
 public:
  enum class Use { copied_from, copied_to };

  /// nullptr where the machine has less memory.
  void* allocate(std::size_t bytes);
  void free(void* address);

  /// Complains unless [address, address + bytes) lies in one live allocation. `role` as in "source".
  void require(const void* address, std::size_t bytes, const char* role);

  /// Whether a queued copy uses the very byte.
  bool is_held(const void* address) const;

  /// A copy that was queued holds its bytes until it is released.
  void hold(const void* address, std::size_t bytes, Use use);
  /// Ends one such hold, and lets `copy` access the bytes whatever other copies hold.
  template <class Copy>
  void release(const void* address, std::size_t bytes, Use use, Copy copy) {
    end_hold(address, bytes, use);
    copy();
    protect(address, bytes);
  }

  GuardedMemory& memory() { return memory_; }

 private:
  struct Hold {
    const void* address;
    std::size_t bytes;
    Use use;
    bool operator==(const Hold&) const = default;
  };
  void end_hold(const void* address, std::size_t bytes, Use use);
  void protect(const void* address, std::size_t bytes);

  GuardedMemory memory_{"pinned host memory"};
  std::vector<Hold> holds_;
};

PinnedMemory& pinned_memory();

}  // namespace emulation
