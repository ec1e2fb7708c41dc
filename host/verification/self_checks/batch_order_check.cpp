#include <algorithm>

#include "verification/self_checks/self_checks.hpp"

namespace glissade::verification {
namespace {

constexpr std::uint64_t epochs = 2;

}  // namespace

std::uint64_t misplaced_rows(const BatchPlan& plan, std::uint64_t epoch,
                             const std::function<std::uint64_t(std::uint64_t)>& order) {
  std::vector<bool> seen(plan.rows, false);
  std::uint64_t misplaced = 0, covered = 0;
  const std::uint64_t first = epoch * plan.steps_per_epoch();
  for (std::uint64_t step = first; step < first + plan.steps_per_epoch(); ++step) {
    const std::uint64_t start = plan.first_position(step);
    for (std::uint64_t position = start; position < start + plan.batch_rows(step); ++position) {
      const std::uint64_t row = plan.full_batch() ? position : order(position);
      if (row >= plan.rows || seen[row]) {
        ++misplaced;
        continue;
      }
      seen[row] = true;
      ++covered;
    }
  }
  return misplaced + (plan.rows - covered);
}

VerificationCheck check_batch_order(const VerifiedRun& run) {
  VerificationCheck check{.name = "batch_order.permutation",
                          .meaning = "rows left out or repeated in two epochs"};
  for (std::uint64_t epoch = 0; epoch < epochs; ++epoch)
    check.figure += static_cast<double>(misplaced_rows(run.plan(), epoch, run.plan().order(epoch)));
  return check;
}

}  // namespace glissade::verification
