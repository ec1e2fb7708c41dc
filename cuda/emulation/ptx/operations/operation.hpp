#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>

#include "ptx/warp.hpp"

namespace emulation::ptx {

/// The work of an instruction that reads registers and writes one. Sizes in bytes; 0: a predicate.
struct Operation {
  Execute execute = nullptr;
  std::uint32_t result_bytes = 0;
  std::array<std::uint32_t, 4> source_bytes{};
  std::size_t sources = 0;
};

/// By the whole opcode with all its modifiers: one that is not here is not known, whatever its first word.
using Operations = std::unordered_map<std::string, Operation>;

void add_integer_arithmetic(Operations& operations);
void add_floating_arithmetic(Operations& operations);
void add_bit_operations(Operations& operations);
void add_comparisons(Operations& operations);
void add_conversions(Operations& operations);
void add_moves(Operations& operations);
void add_predicate_operations(Operations& operations);

const Operations& operations();

/// result = function(sources...), for each lane. The function must capture nothing.
template <class Result, class... Sources, class Function>
Operation element_wise(Function) {
  return {[](Warp& warp, const Instruction& instruction, LaneMask active) {
            map_lanes<Result, Sources...>(warp, instruction, active, Function{},
                                          std::index_sequence_for<Sources...>{});
          },
          sizeof(Result),
          {sizeof(Sources)...},
          sizeof...(Sources)};
}

/// One source, or two, of the result's type.
template <class T, class Function>
Operation unary(Function function) {
  return element_wise<T, T>(function);
}
template <class T, class Function>
Operation binary(Function function) {
  return element_wise<T, T, T>(function);
}

}  // namespace emulation::ptx
