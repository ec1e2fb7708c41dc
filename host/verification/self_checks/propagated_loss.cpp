#include "verification/self_checks/propagated_loss.hpp"

#include "verification/operations/batch_weights.hpp"

namespace glissade::verification {
namespace {

/// Divisor of the sum of all losses for the mean: W, and the number of sums.
Enclosure mean_divisor(const CheckedStep& step, const Enclosure& total_weight) {
  const std::uint64_t sums = step.network.losses();
  if (step.options.class_weights.empty())
    return Enclosure(static_cast<double>(step.trace.rows.size() * sums));
  return total_weight * Enclosure(static_cast<double>(sums));
}

}  // namespace

PropagatedLoss propagated_loss(const CheckedStep& step, std::span<const Enclosure> outputs) {
  const std::uint64_t columns = step.network.outputs();
  const auto count = static_cast<double>(outputs.size());
  const Enclosure total_weight = weight_sum(step);
  std::vector<Enclosure> losses;
  PropagatedLoss result;
  for (std::uint64_t index = 0; index < step.trace.rows.size(); ++index) {
    const std::span<const Enclosure> row = outputs.subspan(index * columns, columns);
    const reference::RowTarget target = target_of(step, index);
    for (std::uint64_t sum = 0; sum < step.network.losses(); ++sum) {
      losses.push_back(row_weight(step, index) *
                       reference::row_loss<Enclosure>(step.network.loss(), row, target, sum));
    }
    const Enclosure share = row_share(step, total_weight, index);
    for (const Enclosure& gradient :
         reference::row_gradient<Enclosure>(step.network.loss(), row, target, share, count))
      result.gradient.push_back(step.stored(gradient));
  }
  const Enclosure sum = sum_in_fp64(losses);
  result.loss = total_weight.value == 0.0 ? sum : sum / mean_divisor(step, total_weight);
  return result;
}

}  // namespace glissade::verification
