#include "ptx/operations/operation.hpp"

namespace emulation::ptx {
namespace {

/// All lanes' predicates at once.
template <class Function>
Operation of_masks(Function, std::size_t sources) {
  return {[](Warp& warp, const Instruction& instruction, LaneMask active) {
            const LaneMask value =
                Function{}(warp.predicate(instruction.sources[0]), warp.predicate(instruction.sources[1]));
            LaneMask& result = warp.predicate(instruction.result);
            result = (result & ~active) | (value & active);
          },
          0,
          {0, 0},
          sources};
}

}  // namespace

void add_predicate_operations(Operations& table) {
  table["and.pred"] = of_masks([](LaneMask a, LaneMask b) { return a & b; }, 2);
  table["or.pred"] = of_masks([](LaneMask a, LaneMask b) { return a | b; }, 2);
  table["xor.pred"] = of_masks([](LaneMask a, LaneMask b) { return a ^ b; }, 2);
  table["not.pred"] = of_masks([](LaneMask a, LaneMask) { return ~a; }, 1);
  table["mov.pred"] = of_masks([](LaneMask a, LaneMask) { return a; }, 1);
}

}  // namespace emulation::ptx
