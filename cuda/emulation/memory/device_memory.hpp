#pragma once

#include <cstddef>

#include "memory/guarded_memory.hpp"

namespace emulation {

/// The memory of the device. The host may not touch it; it is open while queued operations execute.
class DeviceMemory {
 public:
  /// nullptr where the device has less memory left.
  void* allocate(std::size_t bytes);
  void free(void* address);

  void open();
  void close();

  /// Complains unless [address, address + bytes) lies in one live allocation. `role` as in "source".
  void require(const void* address, std::size_t bytes, const char* role);
  /// Complains where a write went past an allocation into bytes that no page guards.
  void check_slack();

  GuardedMemory& memory() { return memory_; }

 private:
  void protect(int protection);

  GuardedMemory memory_{"device memory"};
  bool is_open_ = false;
};

DeviceMemory& device_memory();

}  // namespace emulation
