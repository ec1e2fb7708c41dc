#pragma once

#include "backends/problem.hpp"
#include "glissade/verification.hpp"
#include "verification/faulty_backend.hpp"

namespace glissade {

/// 40 rows in batches of 16, so that an epoch is two full batches and a smaller one. The regression has two
/// outputs, so that its weight is not the same read transposed; the classifier has a hidden layer of relu.
ProblemOptions small_problem(bool classifier);

/// Adam with a penalty, and an ε that matters beside gradients of these problems.
OptimizerOptions penalised_adam();

VerificationReport verify_problem(const Backend& backend, const Problem& problem, std::uint64_t steps = 0);
VerificationReport verify_faulty(Fault fault, bool classifier, const OptimizerOptions& optimizer);

/// 0 where there is none of the name.
double fraction_of(const VerificationReport& report, const std::string& operation);
const VerificationCheck* check_of(const VerificationReport& report, const std::string& name);

}  // namespace glissade
