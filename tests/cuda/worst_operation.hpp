#pragma once

#include <ostream>

#include "backends/problem.hpp"
#include "verification/trace_check.hpp"

namespace glissade {

/// The operation of a run that uses most of its bound.
struct WorstOperation {
  verification::OperationResult result;
  std::uint64_t step = 0;
};

/// Of the problem's steps on the emulated device, checked as if they had been done in `checked_as`.
WorstOperation worst_operation(const Problem& problem, Precision checked_as);
/// Of `steps` of an open session.
WorstOperation worst_operation(Session& session, verification::TraceChecker checker,
                               const std::vector<StepScalars>& steps);

std::ostream& operator<<(std::ostream& stream, const WorstOperation& worst);

}  // namespace glissade
