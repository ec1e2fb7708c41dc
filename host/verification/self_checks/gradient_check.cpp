#include <algorithm>

#include "verification/self_checks/propagated_gradient.hpp"
#include "verification/self_checks/self_checks.hpp"

namespace glissade::verification {
namespace {

// What is propagated takes several numbers of each input and output, and the work of some steps.
constexpr std::uint64_t most_numbers = std::uint64_t{1} << 22;
constexpr std::uint64_t most_products = std::uint64_t{1} << 28;

std::uint64_t most_rows(const Network& network) {
  std::uint64_t width = network.features();
  for (const Layer& layer : network.layers())
    width = std::max(width, layer.outputs);
  return std::max<std::uint64_t>(1,
                                 std::min(most_numbers / width, most_products / network.parameter_count()));
}

VerificationCheck check_propagated(const CheckedStep& step, const PropagatedStep& propagated) {
  VerificationCheck check{
      .name = "gradient.propagated", .limit = 1.0, .meaning = "of the bound of the whole first step"};
  for (std::size_t index = 0; index < propagated.gradient.size(); ++index)
    raise_figure(check, fraction_used(propagated.gradient[index], step.trace.arena_gradient[index]));
  return check;
}

std::vector<VerificationCheck> check_traced(const VerifiedRun& run, const TracedRun& traced) {
  // Both read the first step's arrays, which must have the network's shapes.
  const bool finite = !traced.first.sums.first_nonfinite_step;
  if (!finite || (traced.failed && traced.failed->kind == OperationKind::trace_shape))
    return {};
  const CheckedStep step{run.network, run.data, run.session, traced.first};
  const PropagatedStep propagated = propagated_step(step);
  return {check_propagated(step, propagated), check_gradient_by_differences(step, propagated)};
}

}  // namespace

std::vector<VerificationCheck> check_gradient(const VerifiedRun& run, const Backend& backend,
                                              const TracedRun& traced) {
  const std::uint64_t rows = most_rows(run.network);
  if (traced.first.rows.size() <= rows)
    return check_traced(run, traced);
  const DatasetView part = run.data.slice(0, rows);
  VerificationOptions options;
  options.training = run.options;
  options.steps = 1;
  options.training.batch_size = rows;
  const std::vector<float> arena(run.start.arena.begin(), run.start.arena.end());
  const VerifiedRun small(run.network, part, arena, options);
  return check_traced(small, follow(small, backend, {}));
}

}  // namespace glissade::verification
