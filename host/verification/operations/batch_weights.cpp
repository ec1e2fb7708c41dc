#include "verification/operations/batch_weights.hpp"

#include <vector>

namespace glissade::verification {

reference::RowTarget target_of(const CheckedStep& step, std::uint64_t index) {
  return reference::target_of(step.network, step.data, step.trace.rows[index]);
}

Enclosure row_weight(const CheckedStep& step, std::uint64_t index) {
  return Enclosure(reference::weight_of(step.options.class_weights, target_of(step, index)));
}

Enclosure weight_sum(const CheckedStep& step) {
  const std::uint64_t rows = step.trace.rows.size();
  if (step.options.class_weights.empty())
    return Enclosure(static_cast<double>(rows));
  std::vector<Enclosure> weights;
  for (std::uint64_t index = 0; index < rows; ++index)
    weights.push_back(row_weight(step, index));
  return sum_in_fp64(weights);
}

Enclosure row_share(const CheckedStep& step, const Enclosure& total, std::uint64_t index) {
  return total.value == 0.0 ? Enclosure(0.0) : row_weight(step, index) * (Enclosure(1.0) / total);
}

}  // namespace glissade::verification
