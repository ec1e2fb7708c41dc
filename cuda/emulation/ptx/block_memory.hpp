#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ptx/launch.hpp"

namespace emulation::ptx {

/// In generic addresses: where the windows of the other spaces begin. Device memory lies below.
inline constexpr std::uint64_t shared_window = std::uint64_t{1} << 60;
inline constexpr std::uint64_t local_window = std::uint64_t{1} << 61;

struct Access {
  Space space;
  std::uint64_t address;
  std::uint32_t bytes;
  const void* value;  ///< that a store writes; nullptr for a load
  std::uint32_t thread;
  std::uint32_t instruction;
};

/// The memory that the threads of one block see, and the races in it.
class BlockMemory {
 public:
  explicit BlockMemory(const Kernel& kernel);

  void begin_launch(const Launch& launch);
  void begin_block();
  void pass_barrier();

  /// The bytes of an access; throws LaneFault where it is misaligned, out of bounds or in a race.
  std::byte* reach(const Access& access);

  const Moment& now() const { return now_; }
  const std::vector<std::uint64_t>& first_of_blocks() const { return first_of_blocks_; }

 private:
  std::byte* reach_global(const Access& access);
  std::byte* reach_shared(const Access& access);
  std::byte* reach_local(const Access& access);
  std::byte* reach_parameter(const Access& access);
  /// Notes the access to this place of the memory.
  std::byte* note(AccessRecord& record, std::vector<std::byte>& memory, std::size_t first, const Moment& now,
                  const Access& access);
  std::string text_of(const Race& race) const;

  const Kernel& kernel_;
  const Launch* launch_ = nullptr;
  std::vector<std::byte> shared_;
  AccessRecord shared_accesses_;
  std::vector<std::byte> local_;
  std::vector<Image*> images_;  ///< that each instruction touched last
  Moment now_;
  std::vector<std::uint64_t> first_of_blocks_;  ///< of the launch
};

}  // namespace emulation::ptx
