#include "backends/reference/operations.hpp"
#include "verification/operations/comparison.hpp"
#include "verification/operations/operation_checks.hpp"

namespace glissade::verification {

OperationResult check_batch_rows(const CheckedStep& step) {
  const BatchPlan plan(step.data.rows(), step.options.batch_size, step.options.seed);
  const std::vector<std::uint64_t> expected = reference::batch_rows(plan, step.trace.step);
  Comparison comparison({OperationKind::batch_rows});
  for (std::uint64_t index = 0; index < expected.size(); ++index) {
    comparison.add_exact(index, static_cast<double>(step.trace.rows[index]),
                         static_cast<double>(expected[index]));
  }
  return comparison.result();
}

OperationResult check_batch_features(const CheckedStep& step) {
  Comparison comparison({OperationKind::batch_features}, step.network.features());
  const reference::Values expected = reference::gather_features(step.data, step.trace.rows);
  if (step.options.precision == Precision::bf16) {
    for (std::uint64_t index = 0; index < expected.size(); ++index)
      comparison.add(index, step.trace.features[index], step.stored(Enclosure(expected[index])));
  } else {
    comparison.add_exact(step.trace.features, expected);
  }
  return comparison.result();
}

}  // namespace glissade::verification
