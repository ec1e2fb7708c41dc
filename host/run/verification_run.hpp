#pragma once

#include <string_view>

#include "glissade/fit.hpp"
#include "options/run_options.hpp"
#include "run/preparation.hpp"

namespace glissade {

/// Verification and comparison follow steps. Throws Error(usage) for a solver that takes none.
void require_steps(const FitOptions& options);

/// The device that a run on `device` is compared with. Throws Error(usage) if it is the same.
const Backend& compared_device(const VerifiedAgainst& against, std::string_view device);

/// `opened_with`: as VerificationOptions has it.
VerificationReport verify_prepared(const Preparation& run, const Backend& other,
                                   const VerifiedAgainst& against, const DatasetView& opened_with);

/// Reads the data of a run, and verifies its first steps on its device. Throws Error(usage) if that device is
/// the one that it is compared with.
VerificationReport verify_run(const RunOptions& options, const VerifiedAgainst& against,
                              RunObserver& observer);

}  // namespace glissade
