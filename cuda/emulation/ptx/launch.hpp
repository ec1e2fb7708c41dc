#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "emulation/vector_types.hpp"
#include "ptx/access_record.hpp"
#include "ptx/kernel.hpp"

namespace emulation::ptx {

/// A piece of global memory as the interpreted code sees it.
struct Image {
  std::uint64_t address = 0;  ///< of the first byte, on the device
  std::vector<std::byte> bytes;
  AccessRecord accesses{0};

  bool holds(std::uint64_t first, std::size_t extent) const {
    return first >= address && first - address + extent <= bytes.size();
  }
};

class GlobalMemory {
 public:
  virtual ~GlobalMemory() = default;
  /// The image that holds the address; nullptr where none does. The same for the whole of a launch.
  virtual Image* find(std::uint64_t address) = 0;
};

struct Launch {
  const Kernel* kernel = nullptr;
  dim3 grid;
  dim3 block;
  std::vector<std::byte> parameters;
  GlobalMemory* memory = nullptr;
};

/// An access, a barrier or an exchange that the hardware would not survive, or that leaves its results open.
class Fault : public std::runtime_error {
 public:
  Fault(const std::string& fault, std::uint64_t block_number, std::uint32_t thread_number)
      : std::runtime_error(fault), block(block_number), thread(thread_number) {}
  std::uint64_t block;
  std::uint32_t thread;
};

/// A mistake of one lane of a warp.
struct LaneFault {
  std::uint32_t lane;
  std::string fault;
};

/// "update.ptx:12 (st.global.f32 [%rd1], %f2)"
std::string place_of(const Kernel& kernel, std::uint32_t instruction);
dim3 index_of(std::uint64_t number, const dim3& extent);

struct Executed {
  std::uint64_t threads = 0;
  std::uint64_t warp_instructions = 0;
  Moment last;  ///< for what the memory's records say of this launch
  std::vector<std::uint64_t> first_of_blocks;
};

}  // namespace emulation::ptx
