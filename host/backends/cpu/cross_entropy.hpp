#pragma once

#include "backends/cpu/elementwise.hpp"

namespace glissade::cpu {

/// ElementwiseKernels::cross_entropy
using CrossEntropyKernel = void (*)(const Block& logits, const ClassTargets& targets, float* gradients,
                                    LossTotals& totals);

CrossEntropyKernel cross_entropy_kernel(InstructionSet instruction_set);

}  // namespace glissade::cpu
