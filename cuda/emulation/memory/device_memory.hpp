#pragma once

#include <cstddef>
#include <vector>

#include "memory/guarded_memory.hpp"

namespace emulation {

/// The memory of the device. The host may not touch it; queued operations may.
class DeviceMemory {
 public:
  /// nullptr where the device has less memory left.
  void* allocate(std::size_t bytes);
  void free(void* address);

  /// From open() to close() queued operations may touch what is allocated. Each allocation opens when it is
  /// first touched: to open all of them each time would take longer than most operations.
  void open() { may_open_ = true; }
  void close();
  /// For the handler of the fault that the first touch is: whether the access may go on.
  bool admit(const void* address);

  /// Complains unless [address, address + bytes) lies in one live allocation. `role` as in "source".
  void require(const void* address, std::size_t bytes, const char* role);
  /// Complains where a write went past an allocation into bytes that no page guards.
  void check_slack();

  GuardedMemory& memory() { return memory_; }
  /// The allocations that were touched since open().
  const std::vector<Allocation*>& touched() const { return open_; }

 private:
  GuardedMemory memory_{"device memory"};
  bool may_open_ = false;
  std::vector<Allocation*> open_;
};

DeviceMemory& device_memory();

}  // namespace emulation
