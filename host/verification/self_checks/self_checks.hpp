#pragma once

#include <functional>
#include <span>
#include <vector>

#include "glissade/verification.hpp"
#include "verification/operations/operation_checks.hpp"
#include "verification/self_checks/propagated_gradient.hpp"
#include "verification/traced_run.hpp"

/// Checks against what follows from mathematics, not from another device: one file each.
namespace glissade::verification {

/// gradient_check.cpp: the first step's gradient against fp64 with errors propagated through the whole step,
/// and by differences. Of a batch too large for that, its place is taken by the first rows of the data.
std::vector<VerificationCheck> check_gradient(const VerifiedRun& run, const Backend& backend,
                                              const TracedRun& traced);

/// difference_check.cpp: the traced gradient of `step` against differences of the loss.
VerificationCheck check_gradient_by_differences(const CheckedStep& step, const PropagatedStep& propagated);

/// exact_solution_check.cpp: where least squares is solved exactly, the device's gradient vanishes.
VerificationCheck check_gradient_at_exact_solution(const VerifiedRun& run, const Backend& backend);

/// adam_check.cpp: many steps of Adam against its recurrence.
VerificationCheck check_adam_recurrence(const VerifiedRun& run, const Backend& backend);

/// batch_order_check.cpp: the batches of an epoch hold every row once.
VerificationCheck check_batch_order(const VerifiedRun& run);
/// `order` gives the row at a position; rows that an epoch of `plan` leaves out or holds again.
std::uint64_t misplaced_rows(const BatchPlan& plan, std::uint64_t epoch,
                             const std::function<std::uint64_t(std::uint64_t)>& order);

/// normal_moments_check.cpp: mean, variance, skewness and kurtosis of the seed's normal numbers.
std::vector<VerificationCheck> check_normal_moments(std::uint64_t seed);
/// The same of any numbers.
std::vector<VerificationCheck> check_moments(std::span<const float> values);

/// Makes `figure` the check's where it is larger; one that is no number is beyond every limit, whatever comes
/// after it.
void raise_figure(VerificationCheck& check, double figure);

/// The regression that the checks with a problem of their own work on.
struct SmallRegression {
  Network network;
  Dataset data;
  std::vector<double> exact_arena;  ///< least squares, rounded to fp32

  SmallRegression();
};

}  // namespace glissade::verification
