#include "verification/trace_check.hpp"

#include <algorithm>
#include <limits>

#include "backends/validate.hpp"
#include "glissade/batches.hpp"
#include "verification/operation_list.hpp"
#include "verification/operations/comparison.hpp"
#include "verification/operations/operation_checks.hpp"

namespace glissade::verification {
namespace {

/// The number of rows is not a matter of shape alone: a batch that was left out shows here first.
OperationResult check_batch_size(const CheckedStep& step) {
  const BatchPlan plan(step.data.rows(), step.options.batch_size, step.options.seed);
  Comparison comparison({OperationKind::batch_rows});
  comparison.add_exact(0, static_cast<double>(step.trace.rows.size()),
                       static_cast<double>(plan.batch_rows(step.trace.step)));
  return comparison.result();
}

/// Sizes first, so that no check reads past an array.
bool has_expected_layers(const CheckedStep& step) {
  const std::uint64_t rows = step.trace.rows.size();
  if (step.trace.layers.size() != step.network.layers().size())
    return false;
  for (std::size_t index = 0; index < step.trace.layers.size(); ++index) {
    const Layer& layer = step.network.layers()[index];
    const Trace::Layer& values = step.trace.layers[index];
    const std::uint64_t size = rows * layer.outputs;
    const bool may_be_absent = !traits_of(layer.activation).derivative_needs_pre_activation;
    if (values.output.size() != size || values.gradient.size() != size)
      return false;
    if (values.pre_activation.size() != size && !(values.pre_activation.empty() && may_be_absent))
      return false;
  }
  return true;
}

bool has_expected_state(const CheckedStep& step, const State& state) {
  const std::uint64_t size = step.network.arena_size();
  const int moments = step.options.optimizer.moment_count();
  return state.arena.size() == size && state.first_moment.size() == (moments >= 1 ? size : 0) &&
         state.second_moment.size() == (moments >= 2 ? size : 0);
}

bool has_expected_shape(const CheckedStep& step) {
  const Trace& trace = step.trace;
  const bool rows_exist =
      std::ranges::all_of(trace.rows, [&](std::uint64_t row) { return row < step.data.rows(); });
  return rows_exist && trace.features.size() == trace.rows.size() * step.network.features() &&
         trace.sums.loss.size() == step.network.losses() &&
         trace.arena_gradient.size() == step.network.arena_size() && has_expected_layers(step) &&
         has_expected_state(step, trace.before) && has_expected_state(step, trace.after);
}

OperationResult check_shape(const CheckedStep& step) {
  Comparison comparison({OperationKind::trace_shape});
  comparison.add_exact(0, has_expected_shape(step) ? 1.0 : 0.0, 1.0);
  return comparison.result();
}

OperationResult check_scalars(const StepScalars& used, const StepScalars& given) {
  const auto list = [](const StepScalars& scalars) {
    return std::vector<double>{scalars.learning_rate,
                               scalars.beta1,
                               scalars.one_minus_beta1,
                               scalars.beta2,
                               scalars.one_minus_beta2,
                               scalars.inverse_bias_correction1,
                               scalars.inverse_bias_correction2,
                               scalars.decay_factor};
  };
  Comparison comparison({OperationKind::scalars});
  comparison.add_exact(list(used), list(given));
  return comparison.result();
}

/// A moment that was not given starts at 0.
void add_moment(Comparison& comparison, std::span<const double> moment, std::span<const double> expected) {
  for (std::uint64_t index = 0; index < moment.size(); ++index)
    comparison.add_exact(index, moment[index], expected.empty() ? 0.0 : expected[index]);
}

OperationResult check_start(const State& before, const State& expected) {
  Comparison comparison({OperationKind::state_before});
  comparison.add_exact(before.arena, expected.arena);
  add_moment(comparison, before.first_moment, expected.first_moment);
  add_moment(comparison, before.second_moment, expected.second_moment);
  return comparison.result();
}

OperationResult check_step_number(const Trace& trace) {
  Comparison comparison({OperationKind::step_number});
  const std::uint64_t done = trace.sums.first_nonfinite_step ? trace.before.step : trace.step + 1;
  comparison.add_exact(0, static_cast<double>(trace.after.step), static_cast<double>(done));
  return comparison.result();
}

}  // namespace

TraceChecker::TraceChecker(const Network& network, const DatasetView& data, const SessionOptions& options,
                           const State& start)
    : network_(network), data_(data), options_(options), expected_(start) {
  validate_state(network, options.optimizer, start);
}

std::vector<OperationResult> TraceChecker::check(const Trace& trace, const StepScalars& scalars) {
  const CheckedStep step{network_, data_, options_, trace};
  std::vector<OperationResult> results{check_shape(step)};
  if (!results.front().passed())
    return results;
  if (OperationResult size = check_batch_size(step); !size.passed())
    return {size};
  results.push_back(check_scalars(trace.scalars, scalars));
  results.push_back(check_start(trace.before, expected_));
  for (const OperationCheck& check : operation_checks(step))
    results.push_back(check(step));
  results.push_back(check_step_number(trace));
  expected_ = trace.after;
  return results;
}

}  // namespace glissade::verification
