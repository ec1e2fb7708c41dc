#pragma once

#include <algorithm>
#include <cmath>

#include "glissade/numeric/update_rule.hpp"
#include "glissade/optimizer.hpp"

/// The update rule, one parameter at a time. `Number` is double for the reference; the verification evaluates
/// the same formulas with a type that also carries how far fp32 may stray.
namespace glissade::reference {

inline double minimum(double left, double right) {
  return std::min(left, right);
}

inline double value_of(double number) {
  return number;
}

/// Exact; what a device flushes to 0, an enclosure allows for.
inline double flushed_to_zero(double number, double) {
  return number;
}

/// What the whole gradient is multiplied by to keep its norm at most `clip`; 0 stands for no clipping.
template <class Number>
Number clip_factor(const OptimizerOptions& options, Number norm) {
  if (options.clip == 0.0f || value_of(norm) == 0.0)
    return Number(1.0);
  return minimum(Number(1.0), Number(options.clip) / norm);
}

/// One parameter and its moments.
template <class Number>
struct Element {
  Number value = Number(0.0);
  Number first_moment = Number(0.0);
  Number second_moment = Number(0.0);
};

/// ∂(l1·|w| + l2/2·w²)/∂w on top of the gradient; with sign(0) = 0.
template <class Number>
Number add_penalties(const OptimizerOptions& options, Number gradient, Number value) {
  const double sign = value_of(value) > 0.0 ? 1.0 : value_of(value) < 0.0 ? -1.0 : 0.0;
  return gradient + (Number(options.l1 * sign) + Number(options.l2) * value);
}

template <class Number>
Element<Number> sgd_update(const OptimizerOptions& options, const StepScalars& scalars,
                           Element<Number> element, Number gradient) {
  const Number rate(scalars.learning_rate);
  if (options.moment_count() == 0) {
    element.value = element.value - rate * gradient;
    return element;
  }
  const Number momentum(options.momentum);
  element.first_moment = momentum * element.first_moment + gradient;
  element.value = element.value - rate * (options.nesterov ? gradient + momentum * element.first_moment
                                                           : element.first_moment);
  return element;
}

/// adam, and adamw where `decay` is not 1.
template <class Number>
Element<Number> adam_update(const OptimizerOptions& options, const StepScalars& scalars,
                            Element<Number> element, Number gradient, Number decay) {
  using std::sqrt;
  gradient = flushed_to_zero(gradient, smallest_adam_gradient);
  element.first_moment =
      Number(scalars.beta1) * element.first_moment + Number(scalars.one_minus_beta1) * gradient;
  element.second_moment =
      Number(scalars.beta2) * element.second_moment + Number(scalars.one_minus_beta2) * (gradient * gradient);
  const Number first = element.first_moment * Number(scalars.inverse_bias_correction1);
  const Number second = element.second_moment * Number(scalars.inverse_bias_correction2);
  const Number change = Number(scalars.learning_rate) * first / (sqrt(second) + Number(options.epsilon));
  element.value = element.value * decay - change;
  return element;
}

template <class Number>
Element<Number> stored(const Element<Number>& element) {
  return {flushed_to_zero(element.value, smallest_parameter),
          flushed_to_zero(element.first_moment, smallest_parameter),
          flushed_to_zero(element.second_moment, smallest_parameter)};
}

/// One step of one parameter. `gradient` is that of the loss, clipped. Biases carry neither penalties nor
/// decay.
template <class Number>
Element<Number> updated(const OptimizerOptions& options, const StepScalars& scalars,
                        const Element<Number>& element, Number gradient, bool is_bias) {
  if (!is_bias)
    gradient = add_penalties(options, gradient, element.value);
  Number decay(1.0f);
  switch (options.kind) {
    case OptimizerKind::sgd:
      return stored(sgd_update(options, scalars, element, gradient));
    case OptimizerKind::adam:
      break;
    case OptimizerKind::adamw:
      if (!is_bias)
        decay = Number(scalars.decay_factor);
      break;
    case OptimizerKind::conjugate:
      return element;  // no rule of single parameters; backends refuse it
  }
  return stored(adam_update(options, scalars, element, gradient, decay));
}

}  // namespace glissade::reference
