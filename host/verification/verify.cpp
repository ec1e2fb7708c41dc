#include "glissade/verification.hpp"

#include <algorithm>

#include "data/files/file_mapping.hpp"
#include "verification/self_checks/self_checks.hpp"
#include "verification/traced_run.hpp"

namespace glissade {
namespace {

using namespace verification;

VerificationCheck check_training_bits(const VerifiedRun& run, const Backend& backend,
                                      const TracedRun& traced) {
  return {.name = "train.same_bits",
          .figure = static_cast<double>(elements_that_differ_in_training(run, backend, traced)),
          .meaning = "parameters and moments that differ when trained in one call"};
}

std::vector<VerificationCheck> self_checks(const VerifiedRun& run, const Backend& backend,
                                           const TracedRun& traced) {
  std::vector<VerificationCheck> checks{check_training_bits(run, backend, traced)};
  const auto add = [&](const std::vector<VerificationCheck>& more) {
    checks.insert(checks.end(), more.begin(), more.end());
  };
  add(check_gradient(run, backend, traced));
  if (run.network.loss_traits().is_least_squares)
    checks.push_back(check_gradient_at_exact_solution(run, backend));
  checks.push_back(check_adam_recurrence(run, backend));
  checks.push_back(check_batch_order(run));
  add(check_normal_moments(run.session.seed));
  return checks;
}

}  // namespace

bool VerificationReport::passed() const {
  const auto passes = [](const auto& result) { return result.passed(); };
  const auto device_passes = [&](const VerifiedDevice& device) {
    return std::ranges::all_of(device.operations, passes);
  };
  return std::ranges::all_of(devices, device_passes) && std::ranges::all_of(checks, passes);
}

VerificationReport verify(const Backend& device, const Backend& against, const Network& network,
                          const DatasetView& training, std::span<const float> initial_arena,
                          const VerificationOptions& options) {
  const VerifiedRun run(network, training, initial_arena, options);
  VerificationOptions other_options = options;
  other_options.training.precision = Precision::fp32;
  other_options.opened_with = {};
  const VerifiedRun other_run(network, training, initial_arena, other_options);
  const bool both = !against.is_oracle();
  std::uint64_t steps_done = 0;
  const std::function<void()> done = [&] {
    if (options.progress)
      options.progress(++steps_done, run.steps.size() * (both ? 2 : 1));
  };
  TracedRun traced = follow(run, device, done);
  TracedRun other = both ? follow(other_run, against, done) : run_freely(other_run, against, traced.steps);
  VerificationReport report;
  require_unchanged(training.features.data);
  report.steps = traced.steps;
  report.checks = self_checks(run, device, traced);
  if (!traced.diverged && !other.diverged)
    report.end_to_end = compare_ends(run, traced, other);
  if (traced.diverged)
    report.diverged_step = run.steps[traced.steps - 1];
  report.failure = traced.failure ? traced.failure : other.failure;
  report.devices.push_back(std::move(traced.device));
  if (both)
    report.devices.push_back(std::move(other.device));
  return report;
}

}  // namespace glissade
