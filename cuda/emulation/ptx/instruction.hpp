#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "ptx/lanes.hpp"

namespace emulation::ptx {

struct Instruction;
class Warp;

/// The place of a register in the registers of a warp, in bytes.
using RegisterOffset = std::uint32_t;

/// Does what an instruction says for the lanes of the mask.
using Execute = void (*)(Warp& warp, const Instruction& instruction, LaneMask active);

enum class Flow : std::uint8_t {
  next,
  branch,
  barrier,   ///< of the block
  exchange,  ///< of the warp's lanes that a mask names
  exit
};

enum class Space : std::uint8_t { generic, global, shared, local, parameter };

struct Guard {
  RegisterOffset predicate = 0;
  bool is_negated = false;
};

/// Registers that one load or store can move.
inline constexpr std::size_t most_elements = 4;

/// The load or store of `elements` registers, from or to memory that lies side by side.
struct MemoryOperand {
  Space space = Space::generic;
  bool has_wide_address = true;  ///< 64 bits, not 32
  std::uint8_t elements = 1;
  std::uint8_t element_bytes = 0;
  std::int64_t displacement = 0;
  std::array<RegisterOffset, most_elements> registers{};
  std::array<bool, most_elements> is_wide{};  ///< of each register: 64 bits, not fewer
};

struct Instruction {
  Execute execute = nullptr;
  Flow flow = Flow::next;
  std::optional<Guard> guard;
  RegisterOffset result = 0;
  std::optional<RegisterOffset> second_result;
  std::array<RegisterOffset, 4> sources{};
  MemoryOperand memory;
  std::uint32_t target = 0;  ///< of a branch
};

}  // namespace emulation::ptx
