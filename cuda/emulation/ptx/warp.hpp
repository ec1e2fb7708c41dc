#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

#include "ptx/block_memory.hpp"
#include "ptx/instruction.hpp"

namespace emulation::ptx {

/// The registers of a warp's lanes, where each of them is, and what it waits for.
class Warp {
 public:
  Warp(std::byte* registers, std::uint32_t number, BlockMemory& memory, const Kernel& kernel)
      : memory_(&memory), kernel_(&kernel), number_(number), registers_(registers) {}

  /// All lanes' values of a register that holds a T.
  template <class T>
  Stored<T>* values(RegisterOffset offset) {
    return reinterpret_cast<Stored<T>*>(registers_ + offset);
  }
  LaneMask& predicate(RegisterOffset offset) { return *reinterpret_cast<LaneMask*>(registers_ + offset); }

  /// The lanes whose predicate lets them execute the instruction.
  LaneMask guarded(const Instruction& instruction, LaneMask active) {
    if (!instruction.guard)
      return active;
    const LaneMask predicate_mask = predicate(instruction.guard->predicate);
    return active & (instruction.guard->is_negated ? ~predicate_mask : predicate_mask);
  }

  /// The memory of a lane's load, or of a store of `value`.
  std::byte* reach(const Instruction& instruction, std::uint32_t lane, std::uint64_t address,
                   std::uint32_t bytes, const void* value) {
    return memory_->reach({instruction.memory.space, address, bytes, value, number_ * lanes + lane,
                           static_cast<std::uint32_t>(&instruction - kernel_->code.data())});
  }

  std::uint32_t number() const { return number_; }

  void move(LaneMask mask, std::uint32_t to) {
    for (std::uint32_t lane = 0; lane < lanes; ++lane)
      if (holds(mask, lane))
        next[lane] = to;
  }

  LaneMask existing = 0;  ///< lanes that the block has
  LaneMask exited = 0;
  LaneMask runnable = 0;
  LaneMask at_barrier = 0;
  LaneMask at_exchange = 0;
  std::array<std::uint32_t, lanes> next{};  ///< instruction of each lane

 private:
  BlockMemory* memory_;
  const Kernel* kernel_;
  std::uint32_t number_;
  std::byte* registers_;
};

/// For each active lane, result = function(sources...).
template <class Result, class... Sources, class Function, std::size_t... index>
void map_lanes(Warp& warp, const Instruction& instruction, LaneMask active, Function function,
               std::index_sequence<index...>) {
  auto* result = warp.values<Result>(instruction.result);
  const std::tuple<const Stored<Sources>*...> sources{warp.values<Sources>(instruction.sources[index])...};
  const auto apply = [&](std::uint32_t lane) {
    return bits_of<Result>(function(value_of<Sources>(std::get<index>(sources)[lane])...));
  };
  if (active == all_lanes) {
    // Apart from the sources, which it may be one of, so that the loop becomes vector code.
    std::array<Stored<Result>, lanes> results;
    for (std::uint32_t lane = 0; lane < lanes; ++lane)
      results[lane] = apply(lane);
    std::copy(results.begin(), results.end(), result);
    return;
  }
  for (std::uint32_t lane = 0; lane < lanes; ++lane)
    if (holds(active, lane))
      result[lane] = apply(lane);
}

}  // namespace emulation::ptx
