#pragma once

#include <span>
#include <vector>

#include "verification/bounds/enclosure.hpp"
#include "verification/operations/operation_checks.hpp"

namespace glissade::verification {

struct PropagatedLoss {
  Enclosure loss;                   ///< mean over the batch
  std::vector<Enclosure> gradient;  ///< of the outputs
};

/// Loss and gradient of a batch whose outputs are themselves off; of `step` rows, data and options are read.
PropagatedLoss propagated_loss(const CheckedStep& step, std::span<const Enclosure> outputs);

}  // namespace glissade::verification
