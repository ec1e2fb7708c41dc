#include <algorithm>

#include "verification/propagated_gradient.hpp"
#include "verification/self_checks.hpp"

namespace glissade::verification {

VerificationCheck check_propagated_gradient(const VerifiedRun& run, const TracedRun& traced) {
  const CheckedStep step{run.network, run.data, run.session, traced.first};
  const PropagatedStep expected = propagated_step(step);
  VerificationCheck check{
      .name = "gradient.propagated", .limit = 1.0, .meaning = "of the bound of the whole first step"};
  for (std::size_t index = 0; index < expected.gradient.size(); ++index)
    check.figure =
        std::max(check.figure, fraction_used(expected.gradient[index], traced.first.arena_gradient[index]));
  return check;
}

}  // namespace glissade::verification
