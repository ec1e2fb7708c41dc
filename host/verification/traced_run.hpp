#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "verification/operation_id.hpp"
#include "verification/verified_run.hpp"

namespace glissade::verification {

/// What is left of a run that was followed step by step.
struct TracedRun {
  VerifiedDevice device;
  std::optional<VerificationFailure> failure;
  std::optional<OperationId> failed;  ///< the operation of `failure`
  std::vector<double> losses;         ///< mean of each step
  Trace first;                        ///< of the first step
  State end;
  std::uint64_t steps = 0;  ///< done: up to and with the first that was not finite
  bool diverged = false;
};

/// Each step of the run against the reference. `done` is called after each.
TracedRun follow(const VerifiedRun& run, const Backend& backend, const std::function<void()>& done);

/// The first `steps` steps of the run, with losses and end alone.
TracedRun run_freely(const VerifiedRun& run, const Backend& backend, std::uint64_t steps);

/// Elements of arena and moments whose bits are not those of `traced` where the same steps are asked for as
/// training asks for them: many in one call, without a trace.
std::uint64_t elements_that_differ_in_training(const VerifiedRun& run, const Backend& backend,
                                               const TracedRun& traced);

/// How far `device` is from `against` at the end of the run.
EndToEnd compare_ends(const VerifiedRun& run, const TracedRun& device, const TracedRun& against);

}  // namespace glissade::verification
