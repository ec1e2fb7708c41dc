#pragma once

#include <vector>

#include "verification/bounds/enclosure.hpp"
#include "verification/operations/operation_checks.hpp"

namespace glissade::verification {

/// A step's loss and gradient from features and parameters alone, with all errors propagated from operation
/// to operation: what an honest session may come to at the end of a whole step.
struct PropagatedStep {
  Enclosure loss;                   ///< mean over the batch
  std::vector<Enclosure> gradient;  ///< as the arena; 0 in the padding
};

/// Of `step` only rows, state before, depths of sums and sizes are read.
PropagatedStep propagated_step(const CheckedStep& step);

}  // namespace glissade::verification
