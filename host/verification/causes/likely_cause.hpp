#pragma once

#include <string>

#include "verification/causes/update_cause.hpp"
#include "verification/operations/operation_checks.hpp"

namespace glissade::verification {

/// A mistake under which every number of an operation that failed would be within its bound, as a clause
/// ("the weight is transposed"); empty where none of the usual ones fits. The operation is checked again on
/// a copy of the step in which the mistake is undone or made on purpose.
std::string likely_cause(const CheckedStep& step, const OperationResult& failed,
                         const NeighbouringScalars& neighbours);

}  // namespace glissade::verification
