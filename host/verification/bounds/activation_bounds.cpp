#include "verification/bounds/activation_bounds.hpp"

#include <algorithm>
#include <cmath>

#include "backends/reference/operations.hpp"
#include "glissade/numeric/activation.hpp"

namespace glissade::verification {

namespace {

/// By how much the derivative can change where pre-activation and output are off.
double derivative_spread(Activation activation, const Enclosure& pre_activation, const Enclosure& output) {
  switch (activation) {
    case Activation::identity:
      break;
    case Activation::relu:
      // A sign that roundings may change takes the whole derivative with it.
      return pre_activation.low <= 0.0 && pre_activation.high > 0.0 ? 1.0 : 0.0;
    case Activation::gelu:
      // |f″| = φ·|2 − z²| is largest at 0.
      return 0.7979 * radius(pre_activation);
    case Activation::tanh:
      return (2.0 * std::fabs(output.value) + radius(output)) * radius(output);
    case Activation::sigmoid:
      return (1.0 + radius(output)) * radius(output);
  }
  return 0.0;
}

}  // namespace

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

Enclosure activation_derivative_of(Activation activation, const Enclosure& pre_activation,
                                   const Enclosure& output) {
  const Enclosure slope = activation_derivative_of(activation, pre_activation.value, output.value);
  const double spread = derivative_spread(activation, pre_activation, output);
  return Enclosure::around(slope.value, radius(slope) + spread);
}

}  // namespace glissade::verification
