#pragma once

#include "comparison/job.hpp"

namespace glissade::comparison {

/// Trains on every device at every size, repeat by repeat.
Sweep run_sweep(const Job& job, std::span<const Contender> contenders);

}  // namespace glissade::comparison
