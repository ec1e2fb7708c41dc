#include "verification/moments_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>

#include "backends/reference/formulas.hpp"
#include "training/moments/moments_session.hpp"
#include "verification/bounds/enclosure.hpp"
#include "verification/bounds/moments_bound.hpp"

namespace glissade::verification {
namespace {

constexpr std::uint64_t default_steps = 20;

/// Gradient of every parameter by the reference, and what it may be off by.
struct BoundedGradient {
  std::vector<double> value, bound;  // laid out as the arena
};

/// The sessions of one verification, and what has been found.
class MomentsVerification {
 public:
  MomentsVerification(const Network& network, const MomentsProblem& problem, const DatasetView& rows,
                      const VerificationOptions& options)
      : network_(network),
        training_(options.training),
        bound_(network, problem.training, rows),
        moments_(network, problem.training, optimizer_options(options.training)) {
    training_.batch_size = rows.rows();
    TrainingOptions of_rows = training_;
    // The reference takes no such steps, and is asked for gradients alone.
    if (is_conjugate())
      of_rows.optimizer = Sgd{.learning_rate = 0.0};
    reference_ = select_device("reference").backend->open(network, rows, session_options(of_rows));
    steps_ = options.steps != 0 ? options.steps : default_steps;
    total_steps_ = std::max(training_.epochs, steps_);
    for (const char* const name : {"loss", "layers.0.weight.gradient", "layers.0.bias.gradient"})
      add_operation(name, 1);
    device_.device = "moments";
    if (is_conjugate())
      add_operation("gradient.along_step", 1);
    else
      for (const ParameterTensor& tensor : network.tensors())
        add_operation(tensor.name + ".update", tensor.columns);
    device_.operations[1].columns = network.features();
  }

  VerificationReport run(const State& start, const VerificationOptions& options) {
    VerificationReport report;
    moments_.restore(start);
    for (std::uint64_t step = 0; step < steps_; ++step) {
      const bool finite = check_step(step);
      ++report.steps;
      if (options.progress)
        options.progress(step + 1, steps_);
      if (!finite) {
        report.diverged_step = step;
        break;
      }
    }
    report.checks.push_back(check_training_bits(start, report));
    if (!report.diverged_step && !is_conjugate())
      report.end_to_end = compare_ends(start);
    report.failure = failure_;
    report.devices.push_back(std::move(device_));
    return report;
  }

 private:
  void add_operation(const std::string& name, std::uint64_t columns) {
    VerifiedOperation operation;
    operation.name = name;
    operation.columns = columns;
    device_.operations.push_back(operation);
  }

  bool is_conjugate() const { return kind_of(training_.optimizer) == OptimizerKind::conjugate; }
  StepScalars scalars(std::uint64_t step) const { return step_scalars(training_, step, total_steps_, 1); }

  /// Whether the step was finite.
  bool check_step(std::uint64_t step) {
    const Trace trace = moments_.trace(step, scalars(step));
    const Trace expected = trace_of_reference(trace.before, step);
    const BoundedGradient gradient = bounded(expected, trace.before.arena);
    for (std::uint64_t output = 0; output < network_.outputs(); ++output) {
      const double rows = trace.sums.weight;
      compare(0, step, output, trace.sums.loss[output] / rows, expected.sums.loss[output] / rows,
              bound_.at(trace.before.arena, output).loss);
    }
    for (std::size_t tensor = 0; tensor < 2; ++tensor) {
      const ParameterTensor& of = network_.tensors()[tensor];
      for (std::uint64_t i = 0; i < of.size(); ++i)
        compare(1 + tensor, step, i, trace.arena_gradient[of.offset + i], gradient.value[of.offset + i],
                gradient.bound[of.offset + i]);
    }
    if (trace.sums.first_nonfinite_step)
      return false;
    if (is_conjugate())
      check_line(trace, step);
    else
      check_update(trace, gradient, step);
    return true;
  }

  Trace trace_of_reference(const State& state, std::uint64_t step) {
    State start = state;
    if (is_conjugate())
      start.first_moment = start.second_moment = {};
    reference_->restore(start);
    return reference_->trace(step, scalars(step));
  }

  BoundedGradient bounded(const Trace& expected, std::span<const double> arena) const {
    BoundedGradient gradient{expected.arena_gradient, std::vector<double>(network_.arena_size())};
    for (std::uint64_t output = 0; output < network_.outputs(); ++output) {
      const MomentsBound::Bounds bounds = bound_.at(arena, output);
      std::ranges::copy(bounds.weights,
                        &gradient.bound[network_.weight(0).offset + output * network_.features()]);
      gradient.bound[network_.bias(0).offset + output] = bounds.bias;
    }
    return gradient;
  }

  /// The reference's formula, evaluated with all that its gradient may be. Enclosures allow each of its
  /// operations a rounding to fp32 on top.
  void check_update(const Trace& trace, const BoundedGradient& gradient, std::uint64_t step) {
    const OptimizerOptions options = optimizer_options(training_);
    Enclosure norm_squared(0.0);
    if (options.clip > 0.0f) {
      double low = 0.0, high = 0.0, value = 0.0;
      for (std::size_t i = 0; i < gradient.value.size(); ++i) {
        const double size = std::abs(gradient.value[i]);
        value += size * size;
        low += std::pow(std::max(size - gradient.bound[i], 0.0), 2);
        high += std::pow(size + gradient.bound[i], 2);
      }
      norm_squared = Enclosure::around(value, std::max(high - value, value - low));
    }
    const Enclosure factor = reference::clip_factor(options, sqrt(norm_squared));
    for (std::size_t tensor = 0; tensor < 2; ++tensor) {
      const ParameterTensor& of = network_.tensors()[tensor];
      for (std::uint64_t i = 0; i < of.size(); ++i) {
        const std::uint64_t index = of.offset + i;
        const auto moment = [&](const std::vector<double>& values) {
          return Enclosure::around(values.empty() ? 0.0 : values[index], 0.0);
        };
        const reference::Element<Enclosure> before{Enclosure::around(trace.before.arena[index], 0.0),
                                                   moment(trace.before.first_moment),
                                                   moment(trace.before.second_moment)};
        const Enclosure expected =
            reference::updated(options, trace.scalars, before,
                               Enclosure::around(gradient.value[index], gradient.bound[index]) * factor,
                               of.is_bias)
                .value;
        const double computed = trace.after.arena[index];
        compare(3 + tensor, step, i, computed, expected.value,
                computed > expected.value ? expected.high - expected.value : expected.value - expected.low);
      }
    }
  }

  /// Each output's step ends where the objective is least along it.
  void check_line(const Trace& trace, std::uint64_t step) {
    const std::vector<double>&before = trace.before.arena, &after = trace.after.arena;
    const BoundedGradient gradient = bounded(trace_of_reference(trace.after, step), after);
    const double l2 = double{optimizer_options(training_).l2};
    for (std::uint64_t output = 0; output < network_.outputs(); ++output) {
      double along = 0.0, bound = 0.0;
      const auto add = [&](std::uint64_t index, double penalty) {
        const double change = after[index] - before[index];
        along += (gradient.value[index] + penalty * after[index]) * change;
        // The step's end is itself rounded.
        const double rounding =
            4.0 * std::numeric_limits<double>::epsilon() * (std::abs(before[index]) + std::abs(after[index]));
        bound += (gradient.bound[index] + penalty * rounding) * std::abs(change);
      };
      const std::uint64_t first = network_.weight(0).offset + output * network_.features();
      for (std::uint64_t index = first; index < first + network_.features(); ++index)
        add(index, l2);
      add(network_.bias(0).offset + output, 0.0);
      compare(3, step, output, along, 0.0, bound);
    }
  }

  void compare(std::size_t operation, std::uint64_t step, std::uint64_t index, double computed,
               double expected, double bound) {
    VerifiedOperation& of = device_.operations[operation];
    const double difference = std::abs(computed - expected);
    double fraction = difference == 0.0 ? 0.0 : difference / bound;
    if (std::isnan(fraction))
      fraction = std::isfinite(expected) ? std::numeric_limits<double>::infinity() : 0.0;
    if (fraction > of.worst_bound_fraction) {
      of.worst_bound_fraction = fraction;
      of.step = step;
      of.index = index;
    }
    ++of.compared;
    if (fraction <= 1.0)
      return;
    if (!failure_)
      failure_ = failure_of(of, step);
    if (failure_->operation != of.name || failure_->step != step)
      return;
    ++failure_->outside;
    if (difference >= std::abs(failure_->value - failure_->reference) || failure_->outside == 1) {
      failure_->index = index;
      failure_->value = computed;
      failure_->reference = expected;
      failure_->bound = bound;
    }
  }

  /// The same steps as training asks for them: many in one call, without a trace.
  VerificationCheck check_training_bits(const State& start, const VerificationReport& report) {
    const State traced = moments_.state();
    std::vector<StepScalars> all;
    for (std::uint64_t step = 0; step < report.steps; ++step)
      all.push_back(scalars(step));
    moments_.restore(start);
    moments_.train(0, all, {});
    const State trained = moments_.state();
    VerificationCheck check;
    check.name = "train.same_bits";
    check.meaning = "parameters that differ when trained in one call";
    for (std::size_t index = 0; index < traced.arena.size(); ++index)
      check.figure += traced.arena[index] == trained.arena[index] ? 0.0 : 1.0;
    return check;
  }

  VerificationFailure failure_of(const VerifiedOperation& operation, std::uint64_t step) const {
    VerificationFailure failure;
    failure.device = device_.device;
    failure.operation = operation.name;
    failure.step = step;
    failure.columns = operation.columns;
    return failure;
  }

  EndToEnd compare_ends(const State& start) {
    EndToEnd ends;
    ends.device = device_.device;
    ends.against = "reference";
    moments_.restore(start);
    reference_->restore(start);
    for (std::uint64_t step = 0; step < steps_; ++step) {
      const std::vector<StepScalars> one{scalars(step)};
      const Sums here = moments_.train(step, one, {}), there = reference_->train(step, one);
      ends.loss = ends.loss_against = 0.0;
      for (std::size_t output = 0; output < here.loss.size(); ++output) {
        ends.loss += here.loss[output] / here.weight / static_cast<double>(here.loss.size());
        ends.loss_against += there.loss[output] / there.weight / static_cast<double>(here.loss.size());
      }
      ends.largest_loss_drift = std::max(ends.largest_loss_drift, std::abs(ends.loss - ends.loss_against));
    }
    const State here = moments_.state(), there = reference_->state();
    for (const ParameterTensor& tensor : network_.tensors()) {
      for (std::uint64_t i = 0; i < tensor.size(); ++i) {
        const std::uint64_t index = tensor.offset + i;
        const double difference = std::abs(here.arena[index] - there.arena[index]);
        ends.largest_movement =
            std::max(ends.largest_movement, std::abs(there.arena[index] - start.arena[index]));
        if (difference < ends.largest_difference || (difference == 0.0 && !ends.tensor.empty()))
          continue;
        ends.largest_difference = difference;
        ends.tensor = tensor.name;
        ends.index = i;
        ends.columns = tensor.columns;
      }
    }
    return ends;
  }

  const Network& network_;
  TrainingOptions training_;
  MomentsBound bound_;
  MomentsSession moments_;
  std::unique_ptr<Session> reference_;
  std::uint64_t steps_ = 0, total_steps_ = 0;
  VerifiedDevice device_;
  std::optional<VerificationFailure> failure_;
};

}  // namespace

VerificationReport verify_moments(const Network& network, const MomentsProblem& problem,
                                  const DatasetView& rows, std::span<const double> initial_arena,
                                  const VerificationOptions& options) {
  State start;
  start.arena.assign(initial_arena.begin(), initial_arena.end());
  return MomentsVerification(network, problem, rows, options).run(start, options);
}

}  // namespace glissade::verification
