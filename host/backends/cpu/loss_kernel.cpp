#include "backends/cpu/loss_kernel.hpp"

#include "backends/cpu/losses/cross_entropy.hpp"
#include "backends/cpu/losses/squared_error.hpp"

namespace glissade::cpu {

LossKernel loss_kernel(Loss loss, InstructionSet instruction_set) {
  switch (loss) {
    case Loss::squared_error:
      return clone_of<squared_error>(instruction_set);
    case Loss::cross_entropy:
      return clone_of<cross_entropy>(instruction_set);
  }
  __builtin_unreachable();
}

}  // namespace glissade::cpu
