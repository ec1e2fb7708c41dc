#include <algorithm>
#include <cmath>

#include "verification/operations/comparison.hpp"
#include "verification/operations/operation_checks.hpp"

namespace glissade::verification {
namespace {

bool is_finite(double value) {
  return std::isfinite(value);
}

}  // namespace

OperationResult check_divergence(const CheckedStep& step) {
  const Sums& sums = step.trace.sums;
  const bool expected = step.diverged() ? loss_may_overflow(step) || update_may_overflow(step)
                                        : !std::ranges::all_of(sums.loss, is_finite);
  Comparison comparison({OperationKind::divergence});
  comparison.add_exact(0, step.diverged() ? 1.0 : 0.0, expected ? 1.0 : 0.0);
  comparison.add_exact(1, static_cast<double>(sums.first_nonfinite_step.value_or(step.trace.step)),
                       static_cast<double>(step.trace.step));
  return comparison.result();
}

}  // namespace glissade::verification
