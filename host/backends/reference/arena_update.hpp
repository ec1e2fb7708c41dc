#pragma once

#include <span>

#include "glissade/backend.hpp"
#include "glissade/network.hpp"

namespace glissade::reference {

/// Clips the gradient of the loss, adds penalties and moves every parameter whose update is finite; the
/// others keep value and moments. Moments that the optimizer has are in `state`. Returns whether all were
/// finite.
bool update_arena(const Network& network, const OptimizerOptions& options, const StepScalars& scalars,
                  std::span<const double> gradient, State& state);

}  // namespace glissade::reference
