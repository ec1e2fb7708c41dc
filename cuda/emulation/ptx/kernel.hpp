#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ptx/instruction.hpp"

namespace emulation::ptx {

/// Registers that a thread finds filled.
enum class Special : std::uint8_t {
  thread_x,
  thread_y,
  thread_z,
  block_x,
  block_y,
  block_z,
  threads_x,
  threads_y,
  threads_z,
  blocks_x,
  blocks_y,
  blocks_z,
  lane
};

struct SpecialRegister {
  Special special;
  RegisterOffset offset;
};

/// A register that holds the same value in all lanes.
struct Constant {
  std::uint64_t value;
  std::uint32_t bytes;  ///< 8, 4 or, of a predicate, 0
  RegisterOffset offset;
};

struct Parameter {
  std::uint32_t offset;
  std::uint32_t bytes;
};

/// An instruction as the text has it.
struct SourceLine {
  std::uint32_t line;
  std::string text;
};

struct Kernel {
  std::string name;  ///< qualified, with template arguments, without parameters
  std::string file;
  std::vector<Instruction> code;
  std::vector<SourceLine> source;  ///< of each instruction
  std::vector<Parameter> parameters;
  std::vector<Constant> constants;
  std::vector<SpecialRegister> specials;
  std::uint32_t parameter_bytes = 0;
  std::uint32_t shared_bytes = 0;
  std::uint32_t local_bytes = 0;     ///< of each thread
  std::uint32_t register_bytes = 0;  ///< of each warp
  std::uint32_t most_threads = 1024;
};

}  // namespace emulation::ptx
