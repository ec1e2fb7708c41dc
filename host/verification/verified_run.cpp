#include "verification/verified_run.hpp"

#include <algorithm>

#include "training/training_checks.hpp"

namespace glissade::verification {
namespace {

constexpr std::uint64_t most_default_steps = 20;

std::vector<std::uint64_t> chosen_steps(const BatchPlan& plan, std::uint64_t requested) {
  const std::uint64_t epoch = plan.steps_per_epoch();
  const std::uint64_t count =
      requested != 0 ? requested : std::min(2 * std::min(epoch, most_default_steps), most_default_steps);
  std::vector<std::uint64_t> steps(count);
  for (std::uint64_t index = 0; index < count; ++index)
    steps[index] = index;
  if (requested == 0 && count <= epoch) {
    steps[count - 2] = epoch - 1;
    steps[count - 1] = epoch;
  }
  return steps;
}

}  // namespace

VerifiedRun::VerifiedRun(const Network& run_network, const DatasetView& run_data,
                         std::span<const float> initial_arena, const VerificationOptions& verification)
    : network(run_network),
      data(run_data),
      opened_with(verification.opened_with.rows() > 0 ? verification.opened_with : run_data),
      options(verification.training),
      session(session_options(options)) {
  options.patience.reset();
  check_training(network, data, {}, options);
  start.arena.assign(initial_arena.begin(), initial_arena.end());
  const std::uint64_t epoch = plan().steps_per_epoch();
  steps = chosen_steps(plan(), verification.steps);
  total_steps_ = std::max(options.epochs * epoch, steps.back() + 1);
}

StepScalars VerifiedRun::scalars(std::uint64_t step) const {
  return step_scalars(options, step, total_steps_, plan().steps_per_epoch());
}

std::unique_ptr<Session> VerifiedRun::open(const Backend& backend) const {
  std::unique_ptr<Session> opened = backend.open(network, opened_with, session);
  opened->restore(start);
  return opened;
}

}  // namespace glissade::verification
