#pragma once

#include "backends/cpu/gemm.hpp"
#include "numeric/instruction_set.hpp"

namespace glissade::cpu {

/// gemm() by tiles that stay in registers, for right factors that stay in a core's cache: there is nothing to
/// pack, and no code to generate first. Each element is summed over k in order, by fused multiply-adds where
/// the instruction set has them: its bits depend on its row of `a` and its column of `b` alone.
///
/// `b` is not transposed.
void multiply_by_tiles(InstructionSet instruction_set, std::uint64_t m, std::uint64_t n, std::uint64_t k,
                       const GemmOperand& a, const GemmOperand& b, float* result, std::uint64_t result_stride,
                       bool accumulate);

}  // namespace glissade::cpu
