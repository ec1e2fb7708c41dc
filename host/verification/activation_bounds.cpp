#include "verification/activation_bounds.hpp"

#include <algorithm>

#include "backends/reference/operations.hpp"

namespace glissade::verification {
namespace {
constexpr double bound = 8.0;
}

Enclosure activation_of(Activation activation, const Enclosure& pre_activation) {
  const auto at = [&](double x) { return reference::activate(activation, x); };
  if (activation == Activation::identity)
    return pre_activation;
  if (activation == Activation::relu)
    return within_ulps(at(pre_activation.value), at(pre_activation.low), at(pre_activation.high), 0.0);
  return within_ulps(at(pre_activation.value), at(pre_activation.low), at(pre_activation.high), bound);
}

Enclosure activation_derivative_of(Activation activation, double pre_activation, double output) {
  const double value = reference::activation_derivative(activation, pre_activation, output);
  return within_ulps(value, value, value, bound);
}

}  // namespace glissade::verification
