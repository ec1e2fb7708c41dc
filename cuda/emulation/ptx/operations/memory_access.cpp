#include "ptx/operations/memory_access.hpp"

#include <array>
#include <cstring>

#include "ptx/warp.hpp"

namespace emulation::ptx {
namespace {

class Addresses {
 public:
  Addresses(Warp& warp, const Instruction& instruction)
      : displacement_(static_cast<std::uint64_t>(instruction.memory.displacement)) {
    if (instruction.memory.has_wide_address)
      wide_ = warp.values<std::uint64_t>(instruction.sources[0]);
    else
      narrow_ = warp.values<std::uint32_t>(instruction.sources[0]);
  }
  std::uint64_t operator[](std::uint32_t lane) const {
    return (wide_ != nullptr ? wide_[lane] : narrow_[lane]) + displacement_;
  }

 private:
  const std::uint64_t* wide_ = nullptr;
  const std::uint32_t* narrow_ = nullptr;
  std::uint64_t displacement_;
};

/// An element in a register: as wide as that, with the sign where it has one.
template <class Element>
std::uint64_t widened(const std::byte* memory) {
  Element element;
  std::memcpy(&element, memory, sizeof element);
  return static_cast<std::uint64_t>(element);
}

template <class Element>
void load(Warp& warp, const Instruction& instruction, LaneMask active) {
  const MemoryOperand& operand = instruction.memory;
  const auto bytes = static_cast<std::uint32_t>(sizeof(Element)) * operand.elements;
  const Addresses addresses(warp, instruction);
  for (std::uint32_t lane = 0; lane < lanes; ++lane) {
    if (!holds(active, lane))
      continue;
    const std::byte* memory = warp.reach(instruction, lane, addresses[lane], bytes, nullptr);
    for (std::uint32_t element = 0; element < operand.elements; ++element) {
      const std::uint64_t value = widened<Element>(memory + element * sizeof(Element));
      if (operand.is_wide[element])
        warp.values<std::uint64_t>(operand.registers[element])[lane] = value;
      else
        warp.values<std::uint32_t>(operand.registers[element])[lane] = static_cast<std::uint32_t>(value);
    }
  }
}

template <class Element>
void store(Warp& warp, const Instruction& instruction, LaneMask active) {
  const MemoryOperand& operand = instruction.memory;
  const auto bytes = static_cast<std::uint32_t>(sizeof(Element)) * operand.elements;
  const Addresses addresses(warp, instruction);
  for (std::uint32_t lane = 0; lane < lanes; ++lane) {
    if (!holds(active, lane))
      continue;
    std::array<Element, most_elements> values;
    for (std::uint32_t element = 0; element < operand.elements; ++element) {
      const RegisterOffset source = operand.registers[element];
      values[element] =
          static_cast<Element>(operand.is_wide[element] ? warp.values<std::uint64_t>(source)[lane]
                                                        : warp.values<std::uint32_t>(source)[lane]);
    }
    std::memcpy(warp.reach(instruction, lane, addresses[lane], bytes, values.data()), values.data(), bytes);
  }
}

}  // namespace

Execute load_of(std::uint32_t bytes, bool is_signed) {
  switch (bytes) {
    case 1:
      return is_signed ? load<std::int8_t> : load<std::uint8_t>;
    case 2:
      return is_signed ? load<std::int16_t> : load<std::uint16_t>;
    case 4:
      return is_signed ? load<std::int32_t> : load<std::uint32_t>;
    case 8:
      return load<std::uint64_t>;
    default:
      return nullptr;
  }
}

Execute store_of(std::uint32_t bytes) {
  switch (bytes) {
    case 1:
      return store<std::uint8_t>;
    case 2:
      return store<std::uint16_t>;
    case 4:
      return store<std::uint32_t>;
    case 8:
      return store<std::uint64_t>;
    default:
      return nullptr;
  }
}

}  // namespace emulation::ptx
