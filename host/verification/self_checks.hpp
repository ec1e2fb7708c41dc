#pragma once

#include <vector>

#include "glissade/verification.hpp"
#include "verification/traced_run.hpp"

/// Checks against what follows from mathematics, not from another device: one file each.
namespace glissade::verification {

/// propagated_check.cpp: the first step's gradient against fp64, errors propagated through the whole step.
VerificationCheck check_propagated_gradient(const VerifiedRun& run, const TracedRun& traced);

/// difference_check.cpp: the first step's gradient against differences of the loss.
VerificationCheck check_gradient_by_differences(const VerifiedRun& run, const TracedRun& traced);

/// exact_solution_check.cpp: where least squares is solved exactly, the device's gradient vanishes.
VerificationCheck check_gradient_at_exact_solution(const VerifiedRun& run, const Backend& backend);

/// adam_check.cpp: many steps of Adam against its recurrence.
VerificationCheck check_adam_recurrence(const VerifiedRun& run, const Backend& backend);

/// batch_order_check.cpp: the batches of an epoch hold every row once.
VerificationCheck check_batch_order(const VerifiedRun& run);

/// normal_moments_check.cpp: mean, variance, skewness and kurtosis of the seed's normal numbers.
std::vector<VerificationCheck> check_normal_moments(std::uint64_t seed);

/// The regression that the checks with a problem of their own work on.
struct SmallRegression {
  Network network;
  Dataset data;
  std::vector<double> exact_arena;  ///< least squares, rounded to fp32

  SmallRegression();
};

}  // namespace glissade::verification
