#pragma once

#include <span>

#include "glissade/verification.hpp"
#include "training/moments/moments_problem.hpp"

namespace glissade::verification {

/// Follows a run on moments through its first steps. From the state before each, the reference computes the
/// same step from the rows as fp32 holds them: loss, gradient and new parameters must be within what rounding
/// the rows to fp32, and sums in fp64, can make of them. Conjugate gradients, which the reference has not,
/// must leave no gradient along the step. Also lets both run freely from the same start, for information.
/// `rows`: the preprocessed training data, all in memory.
VerificationReport verify_moments(const Network& network, const MomentsProblem& problem,
                                  const DatasetView& rows, std::span<const double> initial_arena,
                                  const VerificationOptions& options);

}  // namespace glissade::verification
