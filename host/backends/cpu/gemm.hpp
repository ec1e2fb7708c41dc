#pragma once

#include <cstdint>

#include "numeric/instruction_set.hpp"

namespace glissade::cpu {

enum class Transpose : std::uint8_t { no, yes };

/// One operand of a product: row-major, `stride` elements from one row to the next.
struct GemmOperand {
  const float* data;
  std::uint64_t stride;
  Transpose transpose = Transpose::no;
  /// Left factors that are not in a cache yet, and the rows behind which are next: fetched before they are
  /// used.
  bool is_in_memory = false;
};

/// result[m × n] ← a[m × k]·b[k × n], or += where it accumulates.
struct Gemm {
  std::uint64_t m, n, k;
  GemmOperand a;
  GemmOperand b;  ///< not transposed
  float* result;
  std::uint64_t result_stride;
  bool accumulates = false;
};

/// Computes by tiles that stay in registers, on the calling thread. There is nothing to pack and no code to
/// generate. Each element is summed over k in order, by fused multiply-adds where the instruction set has
/// them: its bits depend on its row of `a` and its column of `b` alone, however a product is cut.
void multiply(const Gemm& gemm, InstructionSet instruction_set = best_instruction_set());

}  // namespace glissade::cpu
