#include "verification/bounds/activation_bounds.hpp"

#include <algorithm>
#include <cmath>

#include "backends/reference/operations.hpp"
#include "glissade/numeric/activation.hpp"

namespace glissade::verification {

Enclosure activation_of(Activation activation, const Enclosure& pre_activation) {
  const double exact = reference::activate(activation, pre_activation.value);
  // An error of the argument grows by the steepest slope at most; then comes the activation's own.
  const double spread =
      activation_lipschitz_constant(activation) *
      std::max(pre_activation.high - pre_activation.value, pre_activation.value - pre_activation.low);
  const double argument = std::max(std::fabs(pre_activation.low), std::fabs(pre_activation.high));
  return Enclosure::around(exact,
                           spread + activation_error_bound(activation, argument, std::fabs(exact) + spread));
}

Enclosure activation_derivative_of(Activation activation, double pre_activation, double output) {
  return Enclosure::around(reference::activation_derivative(activation, pre_activation, output),
                           activation_derivative_error_bound(activation, output));
}

}  // namespace glissade::verification
