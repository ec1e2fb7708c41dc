#include <algorithm>
#include <vector>

#include "backends/reference/formulas.hpp"
#include "verification/operations/comparison.hpp"
#include "verification/operations/operation_checks.hpp"

namespace glissade::verification {
namespace {

std::span<const double> output_row(const CheckedStep& step, std::uint64_t index) {
  const std::uint64_t outputs = step.network.outputs();
  return std::span<const double>(step.trace.layers.back().output).subspan(index * outputs, outputs);
}

float target(const CheckedStep& step, std::uint64_t index, std::uint64_t output) {
  return step.data.targets[step.trace.rows[index] * step.network.outputs() + output];
}

std::int32_t true_class(const CheckedStep& step, std::uint64_t index) {
  return step.data.classes[step.trace.rows[index]];
}

bool is_weighted(const CheckedStep& step) {
  return !step.options.class_weights.empty();
}

Enclosure row_weight(const CheckedStep& step, std::uint64_t index) {
  if (!is_weighted(step))
    return Enclosure(1.0);
  return Enclosure(step.options.class_weights[static_cast<std::size_t>(true_class(step, index))]);
}

/// Whole numbers are counted, not rounded.
Enclosure weight_sum(const CheckedStep& step) {
  const std::uint64_t rows = step.trace.rows.size();
  if (!is_weighted(step))
    return Enclosure(static_cast<double>(rows));
  std::vector<Enclosure> weights;
  for (std::uint64_t index = 0; index < rows; ++index)
    weights.push_back(row_weight(step, index));
  return sum_in_fp64(weights);
}

/// The loss of each row: of one output (regression), or weighted.
std::vector<Enclosure> loss_terms(const CheckedStep& step, std::uint64_t output) {
  std::vector<Enclosure> terms;
  for (std::uint64_t index = 0; index < step.trace.rows.size(); ++index) {
    const std::span<const double> outputs = output_row(step, index);
    terms.push_back(step.network.loss() == Loss::squared_error
                        ? reference::squared_error<Enclosure>(outputs[output], target(step, index, output))
                        : row_weight(step, index) *
                              reference::cross_entropy<Enclosure>(outputs, true_class(step, index)));
  }
  return terms;
}

std::uint64_t correct_rows(const CheckedStep& step) {
  if (step.network.loss() != Loss::cross_entropy)
    return 0;
  std::uint64_t correct = 0;
  for (std::uint64_t index = 0; index < step.trace.rows.size(); ++index) {
    const std::span<const double> logits = output_row(step, index);
    correct += std::ranges::max_element(logits) - logits.begin() == true_class(step, index) ? 1 : 0;
  }
  return correct;
}

/// The part of row `index` in the mean, w/W.
Enclosure row_share(const CheckedStep& step, const Enclosure& total, std::uint64_t index) {
  return total.value == 0.0 ? Enclosure(0.0) : row_weight(step, index) * (Enclosure(1.0) / total);
}

}  // namespace

bool loss_may_overflow(const CheckedStep& step) {
  for (std::uint64_t output = 0; output < step.network.losses(); ++output) {
    if (std::ranges::any_of(loss_terms(step, output), may_overflow))
      return true;
  }
  return false;
}

OperationResult check_loss(const CheckedStep& step) {
  Comparison comparison("loss");
  for (std::uint64_t output = 0; output < step.trace.sums.loss.size() && !step.diverged(); ++output)
    comparison.add(output, step.trace.sums.loss[output], sum_in_fp64(loss_terms(step, output)));
  return std::move(comparison).result();
}

OperationResult check_counts(const CheckedStep& step) {
  Comparison comparison("loss.counts");
  if (step.diverged())
    return std::move(comparison).result();
  comparison.add_exact(0, static_cast<double>(step.trace.sums.rows),
                       static_cast<double>(step.trace.rows.size()));
  comparison.add_exact(1, static_cast<double>(step.trace.sums.correct),
                       static_cast<double>(correct_rows(step)));
  comparison.add(2, step.trace.sums.weight, weight_sum(step));
  return std::move(comparison).result();
}

OperationResult check_output_gradient(const CheckedStep& step) {
  const std::size_t last = step.trace.layers.size() - 1;
  const std::vector<double>& computed = step.trace.layers[last].gradient;
  const std::uint64_t outputs = step.network.outputs();
  const double count = static_cast<double>(computed.size());
  const Enclosure total_weight = weight_sum(step);
  Comparison comparison("layers." + std::to_string(last) + ".gradient", outputs);
  for (std::uint64_t index = 0; index < step.trace.rows.size(); ++index) {
    std::vector<Enclosure> expected;
    if (step.network.loss() == Loss::squared_error) {
      for (std::uint64_t output = 0; output < outputs; ++output) {
        expected.push_back(reference::squared_error_gradient<Enclosure>(output_row(step, index)[output],
                                                                        target(step, index, output), count));
      }
    } else {
      expected = reference::cross_entropy_gradient<Enclosure>(
          output_row(step, index), true_class(step, index), row_share(step, total_weight, index));
    }
    for (std::uint64_t output = 0; output < outputs; ++output) {
      const std::uint64_t element = index * outputs + output;
      comparison.add(element, computed[element], step.stored(expected[output]));
    }
  }
  return std::move(comparison).result();
}

}  // namespace glissade::verification
