#include "verification/faulty_backend.hpp"

#include "verification/faulty_step.hpp"

namespace glissade {
namespace {

std::vector<double> widened(const Floats& values) {
  return {values.begin(), values.end()};
}

/// Missing: zeros.
Floats narrowed(const std::vector<double>& values, std::uint64_t size) {
  Floats result(size, 0.0f);
  for (std::size_t index = 0; index < values.size(); ++index)
    result[index] = static_cast<float>(values[index]);
  return result;
}

class FaultySession final : public Session {
 public:
  FaultySession(const Network& network, const DatasetView& data, const SessionOptions& options, Fault fault,
                std::optional<double> step_seconds)
      : network_(network),
        data_(data),
        options_(options),
        step_(network_, data_, options_, fault),
        trains_otherwise_(fault == Fault::training_other_than_tracing),
        claims_divergence_(fault == Fault::divergence_claimed),
        step_seconds_(step_seconds) {
    restore({});
  }

  Sums train(std::uint64_t first_step, std::span<const StepScalars> scalars, const Sums& before) override {
    Sums total = before;
    total.loss.resize(network_.losses());
    for (std::uint64_t index = 0; index < scalars.size(); ++index) {
      run(first_step + index, scalars[index]);
      total.rows += step_.sums.rows;
      total.weight += step_.sums.weight;
      total.correct += step_.sums.correct;
      for (std::size_t loss = 0; loss < total.loss.size(); ++loss)
        total.loss[loss] += step_.sums.loss[loss];
    }
    if (step_seconds_) {
      total.device_seconds =
          total.device_seconds.value_or(0.0) + static_cast<double>(scalars.size()) * *step_seconds_;
    }
    if (trains_otherwise_)
      arena_.front() += 1e-6f;
    return total;
  }

  Sums evaluate(const DatasetView& /*data*/) override { return {}; }
  void predict(const DatasetView& /*data*/, std::span<float> /*outputs*/) override {}

  State state() const override {
    State state;
    state.step = steps_;
    state.arena = widened(arena_);
    if (options_.optimizer.moment_count() >= 1)
      state.first_moment = widened(first_);
    if (options_.optimizer.moment_count() >= 2)
      state.second_moment = widened(second_);
    return state;
  }

  void restore(const State& state) override {
    steps_ = state.step;
    arena_ = narrowed(state.arena, network_.arena_size());
    first_ = narrowed(state.first_moment, network_.arena_size());
    second_ = narrowed(state.second_moment, network_.arena_size());
  }

  Trace trace(std::uint64_t step, const StepScalars& scalars) override {
    Trace trace;
    trace.step = step;
    trace.scalars = scalars;
    trace.before = state();
    run(step, scalars);
    trace.rows = step_.rows;
    trace.features = widened(step_.features);
    for (const FaultyStep::Layer& layer : step_.layers)
      trace.layers.push_back({widened(layer.pre_activation), widened(layer.output), widened(layer.gradient)});
    trace.sums = step_.sums;
    trace.arena_gradient = widened(step_.arena_gradient);
    trace.after = state();
    return trace;
  }

 private:
  void run(std::uint64_t step, const StepScalars& scalars) {
    step_.compute(step, arena_);
    if (claims_divergence_) {
      step_.sums.first_nonfinite_step = step;
      return;
    }
    step_.update(step, scalars, arena_, first_, second_);
    steps_ = step + 1;
  }

  const Network network_;
  const DatasetView data_;
  const SessionOptions options_;
  FaultyStep step_;
  bool trains_otherwise_;
  bool claims_divergence_;
  std::optional<double> step_seconds_;
  std::uint64_t steps_ = 0;
  Floats arena_, first_, second_;
};

}  // namespace

std::string_view name_of(Fault fault) {
  switch (fault) {
    case Fault::none:
      return "none";
    case Fault::bias_gradient_dropped:
      return "bias_gradient_dropped";
    case Fault::adam_counts_from_two:
      return "adam_counts_from_two";
    case Fault::epsilon_inside_the_root:
      return "epsilon_inside_the_root";
    case Fault::weight_transposed:
      return "weight_transposed";
    case Fault::batch_shifted_by_a_row:
      return "batch_shifted_by_a_row";
    case Fault::targets_shifted_by_a_row:
      return "targets_shifted_by_a_row";
    case Fault::last_batch_dropped:
      return "last_batch_dropped";
    case Fault::loss_summed:
      return "loss_summed";
    case Fault::penalty_on_biases:
      return "penalty_on_biases";
    case Fault::shuffle_not_applied:
      return "shuffle_not_applied";
    case Fault::one_gradient_element_off:
      return "one_gradient_element_off";
    case Fault::loss_averaged_in_the_sums:
      return "loss_averaged_in_the_sums";
    case Fault::relu_mask_of_the_row_before:
      return "relu_mask_of_the_row_before";
    case Fault::update_of_the_epoch_end_lost:
      return "update_of_the_epoch_end_lost";
    case Fault::training_other_than_tracing:
      return "training_other_than_tracing";
    case Fault::divergence_claimed:
      return "divergence_claimed";
  }
  return "";
}

std::ostream& operator<<(std::ostream& stream, Fault fault) {
  return stream << name_of(fault);
}

std::unique_ptr<Session> FaultyBackend::open(const Network& network, const DatasetView& data,
                                             const SessionOptions& options) const {
  return std::make_unique<FaultySession>(network, data, options, fault_, step_seconds_);
}

}  // namespace glissade
