#pragma once

#include <functional>
#include <vector>

#include "verification/operations/operation_checks.hpp"

namespace glissade::verification {

using OperationCheck = std::function<OperationResult(const CheckedStep&)>;

/// The operations of a step whose trace has the network's shapes, in the order of computation, so that the
/// first failure is the cause of later ones. Each may be run on another step of the same network.
std::vector<OperationCheck> operation_checks(const CheckedStep& step);

}  // namespace glissade::verification
