#pragma once

#include <string>

#include "verification/operations/operation_checks.hpp"

namespace glissade::verification {

/// What the steps before and after a step are given.
struct NeighbouringScalars {
  StepScalars before;
  StepScalars after;
};

/// Why an update or a moment ("layers.0.bias.update") is wrong; empty where no usual mistake gives it, or
/// where `operation` is none of these.
std::string cause_in_update(const CheckedStep& step, const OperationId& operation,
                            const NeighbouringScalars& neighbours);

}  // namespace glissade::verification
