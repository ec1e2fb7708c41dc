#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "glissade/optimizer.hpp"

/// Losses and the update rule, one row or one parameter at a time. `Number` is double for the reference; the
/// verification evaluates the same formulas with a type that also carries how far fp32 may stray.
namespace glissade::reference {

inline double sum_of(std::span<const double> terms) {
  double total = 0.0;
  for (const double term : terms)
    total += term;
  return total;
}

inline double minimum(double left, double right) {
  return std::min(left, right);
}

inline double value_of(double number) {
  return number;
}

/// Softmax of one row, in parts: exponentials of the logits less their maximum, and their sum.
template <class Number>
struct Exponentials {
  std::vector<Number> shifted;  ///< zⱼ − max z
  std::vector<Number> terms;    ///< exp(zⱼ − max z)
  Number total = Number(0.0);
};

template <class Number>
Exponentials<Number> exponentials(std::span<const double> logits) {
  using std::exp;
  const double largest = *std::ranges::max_element(logits);
  Exponentials<Number> result;
  for (const double logit : logits) {
    result.shifted.push_back(Number(logit) - Number(largest));
    result.terms.push_back(exp(result.shifted.back()));
  }
  result.total = sum_of(result.terms);
  return result;
}

/// −log of the probability of the true class.
template <class Number>
Number cross_entropy(std::span<const double> logits, std::int32_t true_class) {
  using std::log;
  const Exponentials<Number> softmax = exponentials<Number>(logits);
  return log(softmax.total) - softmax.shifted[static_cast<std::size_t>(true_class)];
}

/// ∂(w·cross_entropy/W)/∂zⱼ for every class j; `share` is w/W, this row's part of the mean.
template <class Number>
std::vector<Number> cross_entropy_gradient(std::span<const double> logits, std::int32_t true_class,
                                           Number share) {
  const Exponentials<Number> softmax = exponentials<Number>(logits);
  std::vector<Number> gradient;
  for (std::size_t index = 0; index < logits.size(); ++index) {
    const Number probability = softmax.terms[index] / softmax.total;
    const bool is_true = index == static_cast<std::size_t>(true_class);
    gradient.push_back((is_true ? probability - Number(1.0) : probability) * share);
  }
  return gradient;
}

template <class Number>
Number squared_error(double prediction, double target) {
  const Number difference = Number(prediction) - Number(target);
  return difference * difference;
}

/// `count` is batch rows × outputs.
template <class Number>
Number squared_error_gradient(double prediction, double target, double count) {
  return (Number(prediction) - Number(target)) * (Number(2.0) / Number(count));
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

/// One step of one parameter. `gradient` is that of the loss, clipped. Biases carry neither penalties nor
/// decay.
template <class Number>
Element<Number> updated(const OptimizerOptions& options, const StepScalars& scalars,
                        const Element<Number>& element, Number gradient, bool is_bias) {
  if (!is_bias)
    gradient = add_penalties(options, gradient, element.value);
  if (options.kind == OptimizerKind::sgd)
    return sgd_update(options, scalars, element, gradient);
  const bool decays = options.kind == OptimizerKind::adamw && !is_bias;
  return adam_update(options, scalars, element, gradient, Number(decays ? scalars.decay_factor : 1.0f));
}

}  // namespace glissade::reference
