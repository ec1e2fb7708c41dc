#include "ptx/operations/operation.hpp"

namespace emulation::ptx {
namespace {

/// Moves bits, so that a NaN stays what it is.
template <class Bits>
Operation copy() {
  return unary<Bits>([](Bits value) { return value; });
}

template <class Bits>
void select(Warp& warp, const Instruction& instruction, LaneMask active) {
  auto* result = warp.values<Bits>(instruction.result);
  const auto* left = warp.values<Bits>(instruction.sources[0]);
  const auto* right = warp.values<Bits>(instruction.sources[1]);
  const LaneMask is_left = warp.predicate(instruction.sources[2]);
  for (std::uint32_t lane = 0; lane < lanes; ++lane)
    if (holds(active, lane))
      result[lane] = holds(is_left, lane) ? left[lane] : right[lane];
}

template <class Bits>
void add_bits(Operations& table, const std::string& type) {
  table["mov." + type] = copy<Bits>();
  table["selp." + type] = {select<Bits>, sizeof(Bits), {sizeof(Bits), sizeof(Bits), 0}, 3};
}

template <std::uint64_t window>
void add_window(Operations& table, const std::string& space) {
  table["cvta." + space + ".u64"] =
      unary<std::uint64_t>([](std::uint64_t address) { return address + window; });
  table["cvta.to." + space + ".u64"] =
      unary<std::uint64_t>([](std::uint64_t address) { return address - window; });
}

}  // namespace

void add_moves(Operations& table) {
  for (const char letter : {'b', 'u', 's'}) {
    add_bits<std::uint16_t>(table, letter + std::string("16"));
    add_bits<std::uint32_t>(table, letter + std::string("32"));
    add_bits<std::uint64_t>(table, letter + std::string("64"));
  }
  add_bits<std::uint32_t>(table, "f32");
  add_bits<std::uint64_t>(table, "f64");
  add_window<0>(table, "global");
  add_window<shared_window>(table, "shared");
  add_window<local_window>(table, "local");
}

}  // namespace emulation::ptx
