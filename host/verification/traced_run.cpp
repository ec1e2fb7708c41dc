#include "verification/traced_run.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "training/loss_totals.hpp"
#include "verification/causes/likely_cause.hpp"
#include "verification/trace_check.hpp"

namespace glissade::verification {
namespace {

double mean_loss(const VerifiedRun& run, const Sums& sums) {
  LossTotals totals(run.network, run.options.target_scale);
  totals.assign(sums);
  return totals.mean_loss();
}

bool same_bits(double left, double right) {
  return std::bit_cast<std::uint64_t>(left) == std::bit_cast<std::uint64_t>(right);
}

void keep_worst(VerifiedDevice& device, const OperationResult& result, std::uint64_t step) {
  const std::string name = result.name();
  const auto same_name = [&](const VerifiedOperation& operation) { return operation.name == name; };
  auto place = std::ranges::find_if(device.operations, same_name);
  if (place == device.operations.end()) {
    place = device.operations.emplace(place);
    place->name = name;
    place->columns = result.columns;
  }
  place->compared += result.compared;
  if (result.worst_fraction <= place->worst_bound_fraction)
    return;
  place->worst_bound_fraction = result.worst_fraction;
  place->step = step;
  place->index = result.index;
}

VerificationFailure failure_of(const VerifiedRun& run, const Backend& backend, const Trace& trace,
                               const OperationResult& result) {
  const CheckedStep checked{run.network, run.data, run.session, trace};
  const std::uint64_t step = trace.step;
  const NeighbouringScalars neighbours{run.scalars(step == 0 ? 0 : step - 1), run.scalars(step + 1)};
  return {.device = std::string(backend.name()),
          .operation = result.name(),
          .step = step,
          .index = result.index,
          .columns = result.columns,
          .value = result.value,
          .reference = result.reference,
          .bound = result.bound,
          .outside = result.outside,
          .compared = result.compared,
          .likely_cause = likely_cause(checked, result, neighbours)};
}

}  // namespace

TracedRun follow(const VerifiedRun& run, const Backend& backend, const std::function<void()>& done) {
  const std::unique_ptr<Session> session = run.open(backend);
  TraceChecker checker(run.network, run.data, run.session, run.start);
  TracedRun traced;
  traced.device.device = backend.name();
  for (const std::uint64_t step : run.steps) {
    const StepScalars scalars = run.scalars(step);
    Trace trace = session->trace(step, scalars);
    // The step that was asked for, so that a device that takes another's batch is found out.
    trace.step = step;
    for (const OperationResult& result : checker.check(trace, scalars)) {
      keep_worst(traced.device, result, step);
      if (!result.passed() && !traced.failure) {
        traced.failure = failure_of(run, backend, trace, result);
        traced.failed = result.operation;
      }
    }
    traced.losses.push_back(mean_loss(run, trace.sums));
    traced.diverged = trace.sums.first_nonfinite_step.has_value();
    if (traced.steps++ == 0)
      traced.first = std::move(trace);
    if (done)
      done();
    if (traced.diverged)
      break;
  }
  traced.end = session->state();
  return traced;
}

TracedRun run_freely(const VerifiedRun& run, const Backend& backend, std::uint64_t steps) {
  const std::unique_ptr<Session> session = run.open(backend);
  TracedRun free;
  free.device.device = backend.name();
  for (; free.steps < steps && !free.diverged; ++free.steps) {
    const std::uint64_t step = run.steps[free.steps];
    const StepScalars scalars = run.scalars(step);
    const Sums sums = session->train(step, {&scalars, 1});
    free.losses.push_back(mean_loss(run, sums));
    free.diverged = sums.first_nonfinite_step.has_value();
  }
  free.end = session->state();
  return free;
}

std::uint64_t elements_that_differ_in_training(const VerifiedRun& run, const Backend& backend,
                                               const TracedRun& traced) {
  const std::unique_ptr<Session> session = run.open(backend);
  std::uint64_t first = 0;
  while (first < traced.steps) {
    std::vector<StepScalars> scalars;
    std::uint64_t next = first;
    while (next < traced.steps && run.steps[next] == run.steps[first] + (next - first))
      scalars.push_back(run.scalars(run.steps[next++]));
    session->train(run.steps[first], scalars);
    first = next;
  }
  const State end = session->state();
  std::uint64_t different = 0;
  const auto count = [&](const std::vector<double>& left, const std::vector<double>& right) {
    for (std::size_t index = 0; index < std::min(left.size(), right.size()); ++index)
      different += same_bits(left[index], right[index]) ? 0 : 1;
    different += std::max(left.size(), right.size()) - std::min(left.size(), right.size());
  };
  count(end.arena, traced.end.arena);
  count(end.first_moment, traced.end.first_moment);
  count(end.second_moment, traced.end.second_moment);
  return different;
}

EndToEnd compare_ends(const VerifiedRun& run, const TracedRun& device, const TracedRun& against) {
  EndToEnd ends;
  ends.device = device.device.device;
  ends.against = against.device.device;
  for (const ParameterTensor& tensor : run.network.tensors()) {
    for (std::uint64_t index = 0; index < tensor.size(); ++index) {
      const std::uint64_t place = tensor.offset + index;
      const double difference = std::fabs(device.end.arena[place] - against.end.arena[place]);
      ends.largest_movement =
          std::max(ends.largest_movement, std::fabs(against.end.arena[place] - run.start.arena[place]));
      if (difference <= ends.largest_difference && !ends.tensor.empty())
        continue;
      ends.largest_difference = difference;
      ends.tensor = tensor.name;
      ends.index = index;
      ends.columns = tensor.columns;
    }
  }
  for (std::size_t step = 0; step < device.losses.size(); ++step) {
    ends.largest_loss_drift =
        std::max(ends.largest_loss_drift, std::fabs(device.losses[step] - against.losses[step]));
  }
  ends.loss = device.losses.back();
  ends.loss_against = against.losses.back();
  return ends;
}

}  // namespace glissade::verification
