#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "memory/guarded_memory.hpp"
#include "ptx/launch.hpp"

namespace emulation::ptx {

/// Copies of the device's allocations, each made when a launch first asks for it.
class ImagePool : public GlobalMemory {
 public:
  struct Entry {
    const Allocation* allocation;
    Image* image;
  };

  /// From here on what is asked for is copied anew.
  void begin_launch();
  Image* find(std::uint64_t address) override;
  /// The images that the launch asked for.
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
  /// Kept from launch to launch: the memory of a copy costs more than the copying.
  std::unordered_map<const Allocation*, Image> images_;
};

}  // namespace emulation::ptx
