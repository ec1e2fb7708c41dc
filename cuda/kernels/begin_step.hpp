#pragma once

#include <cuda_runtime.h>

#include "kernels/step_table.hpp"

namespace glissade::cuda {

/// For one thread of the loss: from here on the step that runs is `current_step`, and nothing is known
/// against it. Without a table (evaluation) there is no step.
__device__ __forceinline__ void begin_step(const StepTable& table) {
  if (table.position == nullptr)
    return;
  const std::uint64_t step = table.position->next_step;
  *table.current_step = step;
  table.records[(step - table.position->first_step) * table.record_size() + table.nonfinite_slot()] = 0.0;
}

}  // namespace glissade::cuda
