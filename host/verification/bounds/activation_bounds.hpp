#pragma once

#include "glissade/activation.hpp"
#include "verification/bounds/enclosure.hpp"

namespace glissade::verification {

/// Value of an activation in fp32 for an argument somewhere in `pre_activation`.
Enclosure activation_of(Activation activation, const Enclosure& pre_activation);

/// Value of the derivative in fp32 from the fast session's own values: the pre-activation or the output,
/// whichever it is computed from.
Enclosure activation_derivative_of(Activation activation, double pre_activation, double output);

/// The same where pre-activation and output are themselves off.
Enclosure activation_derivative_of(Activation activation, const Enclosure& pre_activation,
                                   const Enclosure& output);

}  // namespace glissade::verification
