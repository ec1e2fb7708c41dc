#include "cuda/worst_operation.hpp"

#include "cuda/emulated_backend.hpp"

namespace glissade {

using verification::OperationResult;
using verification::TraceChecker;

WorstOperation worst_operation(Session& session, TraceChecker checker,
                               const std::vector<StepScalars>& steps) {
  WorstOperation worst;
  for (std::uint64_t step = 0; step < steps.size(); ++step) {
    for (const OperationResult& result : checker.check(session.trace(step, steps[step]), steps[step])) {
      if (result.worst_fraction > worst.result.worst_fraction)
        worst = {result, step};
    }
  }
  return worst;
}

WorstOperation worst_operation(const Problem& problem, Precision checked_as) {
  const auto session = problem.open(emulated_backend_in_process());
  SessionOptions options = problem.session;
  options.precision = checked_as;
  return worst_operation(*session, TraceChecker(problem.network, problem.data.view(), options, problem.start),
                         problem.scalars(0, problem.options.steps));
}

std::ostream& operator<<(std::ostream& stream, const WorstOperation& worst) {
  const OperationResult& result = worst.result;
  return stream << result.name() << " of step " << worst.step << " uses " << result.worst_fraction
                << " of its bound at element " << result.index << ": " << result.value << " instead of "
                << result.reference << ", bound " << result.bound;
}

}  // namespace glissade
