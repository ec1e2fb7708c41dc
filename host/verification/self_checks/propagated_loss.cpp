#include "verification/self_checks/propagated_loss.hpp"

#include <algorithm>

namespace glissade::verification {
namespace {

PropagatedLoss squared_error(const CheckedStep& step, std::span<const Enclosure> predictions) {
  const std::uint64_t outputs = step.network.outputs();
  const auto count = static_cast<double>(predictions.size());
  const Enclosure scale = Enclosure(2.0) / Enclosure(count);
  std::vector<Enclosure> losses;
  PropagatedLoss result;
  for (std::uint64_t index = 0; index < predictions.size(); ++index) {
    const std::uint64_t row = step.trace.rows[index / outputs];
    const Enclosure difference =
        predictions[index] - Enclosure(step.data.targets[row * outputs + index % outputs]);
    losses.push_back(difference * difference);
    result.gradient.push_back(step.stored(difference * scale));
  }
  result.loss = sum_in_fp64(losses) / Enclosure(count);
  return result;
}

/// Whichever of the numbers fp32 finds largest.
Enclosure largest_of(std::span<const Enclosure> numbers) {
  Enclosure largest = numbers.front();
  for (const Enclosure& number : numbers) {
    largest.value = std::max(largest.value, number.value);
    largest.low = std::max(largest.low, number.low);
    largest.high = std::max(largest.high, number.high);
  }
  return largest;
}

/// The loss of one row, whose part in the mean is `share`; its gradient is appended.
Enclosure add_softmax(const CheckedStep& step, std::span<const Enclosure> logits, std::size_t label,
                      const Enclosure& share, std::vector<Enclosure>& gradient) {
  const Enclosure largest = largest_of(logits);
  std::vector<Enclosure> shifted, terms;
  for (const Enclosure& logit : logits) {
    shifted.push_back(logit - largest);
    terms.push_back(exp(shifted.back()));
  }
  const Enclosure total = sum_of(terms);
  for (std::size_t index = 0; index < logits.size(); ++index) {
    const Enclosure probability = terms[index] / total;
    gradient.push_back(step.stored((index == label ? probability - Enclosure(1.0) : probability) * share));
  }
  return log(total) - shifted[label];
}

PropagatedLoss cross_entropy(const CheckedStep& step, std::span<const Enclosure> logits) {
  const std::uint64_t outputs = step.network.outputs();
  const std::vector<float>& class_weights = step.options.class_weights;
  std::vector<std::size_t> labels;
  std::vector<Enclosure> weights, losses;
  for (const std::uint64_t row : step.trace.rows) {
    labels.push_back(static_cast<std::size_t>(step.data.classes[row]));
    weights.emplace_back(class_weights.empty() ? 1.0 : class_weights[labels.back()]);
  }
  const Enclosure total = sum_in_fp64(weights);
  PropagatedLoss result;
  for (std::uint64_t index = 0; index < labels.size(); ++index) {
    const Enclosure share = total.value == 0.0 ? Enclosure(0.0) : weights[index] * (Enclosure(1.0) / total);
    losses.push_back(weights[index] * add_softmax(step, logits.subspan(index * outputs, outputs),
                                                  labels[index], share, result.gradient));
  }
  const Enclosure sum = sum_in_fp64(losses);
  result.loss = total.value == 0.0 ? sum : sum / total;
  return result;
}

}  // namespace

PropagatedLoss propagated_loss(const CheckedStep& step, std::span<const Enclosure> outputs) {
  return step.network.classifies() ? cross_entropy(step, outputs) : squared_error(step, outputs);
}

}  // namespace glissade::verification
