#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "glissade/dataset.hpp"
#include "glissade/loss.hpp"
#include "glissade/network.hpp"

/// The losses, one row at a time. `Number` is double for the reference; the verification evaluates the same
/// formulas with a type that also carries how far fp32 may stray, so that each is its own error bound. The
/// outputs are numbers of that type, too, or exact.
namespace glissade::reference {

/// A row's target: numbers or a class, whichever the loss takes.
struct RowTarget {
  std::span<const float> numbers;
  std::size_t true_class = 0;
};

inline RowTarget target_of(const Network& network, const DatasetView& data, std::uint64_t row) {
  if (network.classifies())
    return {{}, static_cast<std::size_t>(data.classes[row])};
  return {data.targets.subspan(row * network.outputs(), network.outputs())};
}

/// The row's weight; without class weights 1.
inline double weight_of(std::span<const float> class_weights, const RowTarget& target) {
  return class_weights.empty() ? 1.0 : class_weights[target.true_class];
}

inline double sum_of(std::span<const double> terms) {
  double total = 0.0;
  for (const double term : terms)
    total += term;
  return total;
}

inline double largest_of(std::span<const double> numbers) {
  return *std::ranges::max_element(numbers);
}

/// The first of the largest logits.
inline std::size_t predicted_class(std::span<const double> logits) {
  return static_cast<std::size_t>(std::ranges::max_element(logits) - logits.begin());
}

/// For each loss: the row's part in sum number `sum`, and the gradient of the mean over the batch. `share` is
/// the row's part in the sum of weights, w/W, and `count` the number of outputs of the whole batch.
template <Loss loss>
struct LossFormulas;

template <>
struct LossFormulas<Loss::squared_error> {
  template <class Number, class Output>
  static Number row_loss(std::span<const Output> predictions, const RowTarget& target, std::size_t sum) {
    const Number difference = Number(predictions[sum]) - Number(target.numbers[sum]);
    return difference * difference;
  }

  template <class Number, class Output>
  static std::vector<Number> gradient(std::span<const Output> predictions, const RowTarget& target,
                                      const Number& /*share*/, double count) {
    std::vector<Number> gradient;
    for (std::size_t output = 0; output < predictions.size(); ++output) {
      const Number difference = Number(predictions[output]) - Number(target.numbers[output]);
      gradient.push_back(difference * (Number(2.0) / Number(count)));
    }
    return gradient;
  }
};

/// Softmax of one row, in parts: exponentials of the logits less their maximum, and their sum.
template <class Number>
struct Exponentials {
  std::vector<Number> shifted;  ///< zⱼ − max z
  std::vector<Number> terms;    ///< exp(zⱼ − max z)
  Number total = Number(0.0);
};

template <class Number, class Output>
Exponentials<Number> exponentials(std::span<const Output> logits) {
  using std::exp;
  const Number largest(largest_of(logits));
  Exponentials<Number> result;
  for (const Output& logit : logits) {
    result.shifted.push_back(Number(logit) - largest);
    result.terms.push_back(exp(result.shifted.back()));
  }
  result.total = sum_of(std::span<const Number>(result.terms));
  return result;
}

template <>
struct LossFormulas<Loss::cross_entropy> {
  /// −log of the probability of the true class.
  template <class Number, class Output>
  static Number row_loss(std::span<const Output> logits, const RowTarget& target, std::size_t /*sum*/) {
    using std::log;
    const Exponentials<Number> softmax = exponentials<Number>(logits);
    return log(softmax.total) - softmax.shifted[target.true_class];
  }

  template <class Number, class Output>
  static std::vector<Number> gradient(std::span<const Output> logits, const RowTarget& target,
                                      const Number& share, double /*count*/) {
    const Exponentials<Number> softmax = exponentials<Number>(logits);
    std::vector<Number> gradient;
    for (std::size_t output = 0; output < logits.size(); ++output) {
      const Number probability = softmax.terms[output] / softmax.total;
      gradient.push_back((output == target.true_class ? probability - Number(1.0) : probability) * share);
    }
    return gradient;
  }
};

template <class Number, class Output>
Number row_loss(Loss loss, std::span<const Output> outputs, const RowTarget& target, std::size_t sum) {
  return dispatch(loss, [&]<Loss chosen>() {
    return LossFormulas<chosen>::template row_loss<Number>(outputs, target, sum);
  });
}

template <class Number, class Output>
std::vector<Number> row_gradient(Loss loss, std::span<const Output> outputs, const RowTarget& target,
                                 const Number& share, double count) {
  return dispatch(loss, [&]<Loss chosen>() {
    return LossFormulas<chosen>::template gradient<Number>(outputs, target, share, count);
  });
}

}  // namespace glissade::reference
