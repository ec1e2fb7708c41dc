#include <algorithm>
#include <vector>

#include "verification/operations/batch_weights.hpp"
#include "verification/operations/comparison.hpp"
#include "verification/operations/operation_checks.hpp"

namespace glissade::verification {
namespace {

std::span<const double> output_row(const CheckedStep& step, std::uint64_t index) {
  const std::uint64_t outputs = step.network.outputs();
  return std::span<const double>(step.trace.layers.back().output).subspan(index * outputs, outputs);
}

/// The weighted terms of one of the loss's sums.
std::vector<Enclosure> loss_terms(const CheckedStep& step, std::uint64_t sum) {
  std::vector<Enclosure> terms;
  for (std::uint64_t index = 0; index < step.trace.rows.size(); ++index) {
    const Enclosure loss = reference::row_loss<Enclosure>(step.network.loss(), output_row(step, index),
                                                          target_of(step, index), sum);
    terms.push_back(row_weight(step, index) * loss);
  }
  return terms;
}

std::uint64_t correct_rows(const CheckedStep& step) {
  if (!step.network.classifies())
    return 0;
  std::uint64_t correct = 0;
  for (std::uint64_t index = 0; index < step.trace.rows.size(); ++index) {
    const std::size_t predicted = reference::predicted_class(output_row(step, index));
    correct += predicted == target_of(step, index).true_class ? 1 : 0;
  }
  return correct;
}

}  // namespace

bool loss_may_overflow(const CheckedStep& step) {
  for (std::uint64_t sum = 0; sum < step.network.losses(); ++sum) {
    if (std::ranges::any_of(loss_terms(step, sum), may_overflow))
      return true;
  }
  return false;
}

OperationResult check_loss(const CheckedStep& step) {
  Comparison comparison({OperationKind::loss});
  for (std::uint64_t sum = 0; sum < step.trace.sums.loss.size() && !step.diverged(); ++sum)
    comparison.add(sum, step.trace.sums.loss[sum], sum_in_fp64(loss_terms(step, sum)));
  return comparison.result();
}

OperationResult check_counts(const CheckedStep& step) {
  Comparison comparison({OperationKind::loss_counts});
  if (step.diverged())
    return comparison.result();
  comparison.add_exact(0, static_cast<double>(step.trace.sums.rows),
                       static_cast<double>(step.trace.rows.size()));
  comparison.add_exact(1, static_cast<double>(step.trace.sums.correct),
                       static_cast<double>(correct_rows(step)));
  comparison.add(2, step.trace.sums.weight, weight_sum(step));
  return comparison.result();
}

OperationResult check_output_gradient(const CheckedStep& step) {
  const std::size_t last = step.trace.layers.size() - 1;
  const std::vector<double>& computed = step.trace.layers[last].gradient;
  const std::uint64_t outputs = step.network.outputs();
  const double count = static_cast<double>(computed.size());
  const Enclosure total_weight = weight_sum(step);
  Comparison comparison({OperationKind::layer_gradient, last}, outputs);
  for (std::uint64_t index = 0; index < step.trace.rows.size(); ++index) {
    const std::vector<Enclosure> expected = reference::row_gradient<Enclosure>(
        step.network.loss(), output_row(step, index), target_of(step, index),
        row_share(step, total_weight, index), count);
    for (std::uint64_t output = 0; output < outputs; ++output) {
      const std::uint64_t element = index * outputs + output;
      comparison.add(element, computed[element], step.stored(expected[output]));
    }
  }
  return comparison.result();
}

}  // namespace glissade::verification
