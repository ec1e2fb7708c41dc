#pragma once

#include "glissade/network.hpp"
#include "verification/bounds/enclosure.hpp"

namespace glissade::verification {

/// What an activation in fp32 makes of an argument somewhere in `pre_activation`.
Enclosure activation_of(Activation activation, const Enclosure& pre_activation);

/// What fp32 makes of the derivative from the fast session's own values: of gelu from the pre-activation, of
/// the others from the output.
Enclosure activation_derivative_of(Activation activation, double pre_activation, double output);

}  // namespace glissade::verification
