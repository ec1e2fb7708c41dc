#include "backends/reference/reference_backend.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "backends/cpu/machine_limits.hpp"
#include "backends/reference/arena_update.hpp"
#include "backends/reference/loss_formulas.hpp"
#include "backends/reference/operations.hpp"
#include "backends/validate.hpp"

namespace glissade {
namespace {

using namespace reference;

/// Fills the layers of `step` from its features.
void forward(const Network& network, std::span<const double> arena, Trace& step) {
  std::span<const double> inputs = step.features;
  step.layers.resize(network.layers().size());
  for (std::size_t index = 0; index < step.layers.size(); ++index) {
    const Layer& layer = network.layers()[index];
    Trace::Layer& values = step.layers[index];
    values.pre_activation = affine(layer, inputs, tensor_values(arena, network.weight(index)),
                                   tensor_values(arena, network.bias(index)));
    values.output = values.pre_activation;
    for (double& value : values.output)
      value = activate(layer.activation, value);
    inputs = values.output;
  }
}

/// Row `row` of a matrix of that many columns.
std::span<const double> row_of(std::span<const double> values, std::uint64_t row, std::uint64_t columns) {
  return values.subspan(row * columns, columns);
}

Sums empty_sums(const Network& network) {
  Sums sums;
  sums.loss.resize(network.losses());
  return sums;
}

/// Adds the loss of `outputs`, [rows × outputs], of these rows of `data`.
void add_loss(const Network& network, const SessionOptions& options, const DatasetView& data,
              std::span<const std::uint64_t> rows, std::span<const double> outputs, Sums& sums) {
  sums.rows += rows.size();
  for (std::uint64_t index = 0; index < rows.size(); ++index) {
    const std::span<const double> row_outputs = row_of(outputs, index, network.outputs());
    const RowTarget target = target_of(network, data, rows[index]);
    const double weight = weight_of(options.class_weights, target);
    sums.weight += weight;
    for (std::size_t sum = 0; sum < sums.loss.size(); ++sum)
      sums.loss[sum] += weight * row_loss<double>(network.loss(), row_outputs, target, sum);
    if (network.classifies())
      sums.correct += predicted_class(row_outputs) == target.true_class ? 1 : 0;
  }
}

void add_sums(const Sums& step, Sums& total) {
  total.rows += step.rows;
  total.weight += step.weight;
  total.correct += step.correct;
  for (std::size_t index = 0; index < total.loss.size(); ++index)
    total.loss[index] += step.loss[index];
}

/// ∂loss/∂outputs, where loss is the mean over the batch.
Values output_gradient(const Network& network, const SessionOptions& options, const DatasetView& data,
                       const Trace& step) {
  const std::span<const double> outputs = step.layers.back().output;
  const auto count = static_cast<double>(outputs.size());
  Values gradient;
  for (std::uint64_t index = 0; index < step.rows.size(); ++index) {
    const RowTarget target = target_of(network, data, step.rows[index]);
    const double share =
        step.sums.weight > 0.0 ? weight_of(options.class_weights, target) / step.sums.weight : 0.0;
    const Values row =
        row_gradient<double>(network.loss(), row_of(outputs, index, network.outputs()), target, share, count);
    gradient.insert(gradient.end(), row.begin(), row.end());
  }
  return gradient;
}

void store(const Values& values, const ParameterTensor& tensor, Values& arena) {
  std::ranges::copy(values, arena.begin() + static_cast<std::ptrdiff_t>(tensor.offset));
}

/// Fills the gradients of `step` from that of its last layer.
void backward(const Network& network, std::span<const double> arena, Trace& step) {
  step.arena_gradient.assign(network.arena_size(), 0.0);
  for (std::size_t index = step.layers.size(); index-- > 0;) {
    const Layer& layer = network.layers()[index];
    const Values& gradient = step.layers[index].gradient;
    const Values& inputs = index == 0 ? step.features : step.layers[index - 1].output;
    store(weight_gradient(layer, gradient, inputs), network.weight(index), step.arena_gradient);
    store(bias_gradient(layer, gradient), network.bias(index), step.arena_gradient);
    if (index == 0)
      break;
    Trace::Layer& below = step.layers[index - 1];
    below.gradient = input_gradient(layer, gradient, tensor_values(arena, network.weight(index)));
    for (std::size_t i = 0; i < below.gradient.size(); ++i) {
      below.gradient[i] *= activation_derivative(network.layers()[index - 1].activation,
                                                 below.pre_activation[i], below.output[i]);
    }
  }
}

class ReferenceSession final : public Session {
 public:
  ReferenceSession(const Network& network, const DatasetView& data, const SessionOptions& options)
      : network_(network), data_(data), options_(options) {
    state_.arena.assign(network.arena_size(), 0.0);
    fill_moments();
  }

  Sums train(std::uint64_t first_step, std::span<const StepScalars> scalars, const Sums& before) override {
    Sums total = before.loss.empty() ? empty_sums(network_) : before;
    for (std::size_t index = 0; index < scalars.size(); ++index) {
      const Trace step = run_step(first_step + index, scalars[index]);
      if (step.sums.first_nonfinite_step) {
        total.first_nonfinite_step = step.sums.first_nonfinite_step;
        break;
      }
      add_sums(step.sums, total);
    }
    return total;
  }

  Sums evaluate(const DatasetView& data) override {
    validate_data(network_, data, true);
    Sums sums = empty_sums(network_);
    for (std::uint64_t row = 0; row < data.rows(); ++row)
      add_loss(network_, options_, data, std::span(&row, 1), outputs_of_row(data, row), sums);
    return sums;
  }

  void predict(const DatasetView& data, std::span<float> outputs) override {
    validate_prediction(network_, data, outputs);
    for (std::uint64_t row = 0; row < data.rows(); ++row) {
      const Values row_outputs = outputs_of_row(data, row);
      for (std::size_t index = 0; index < row_outputs.size(); ++index)
        outputs[row * network_.outputs() + index] = static_cast<float>(row_outputs[index]);
    }
  }

  State state() const override { return state_; }

  void restore(const State& state) override {
    validate_state(network_, options_.optimizer, state);
    state_ = state;
    fill_moments();
  }

  Trace trace(std::uint64_t step, const StepScalars& scalars) override {
    State before = state_;
    Trace result = run_step(step, scalars);
    result.before = std::move(before);
    result.after = state_;
    return result;
  }

 private:
  /// Zeros where the optimizer keeps a moment and none is given.
  void fill_moments() {
    if (options_.optimizer.moment_count() >= 1)
      state_.first_moment.resize(network_.arena_size());
    if (options_.optimizer.moment_count() >= 2)
      state_.second_moment.resize(network_.arena_size());
  }

  Values outputs_of_row(const DatasetView& data, std::uint64_t row) const {
    Trace step;
    step.features = gather_features(data, std::span(&row, 1));
    forward(network_, state_.arena, step);
    return step.layers.back().output;
  }

  Trace run_step(std::uint64_t step_number, const StepScalars& scalars) {
    validate_training(data_);
    Trace step;
    step.step = step_number;
    step.scalars = scalars;
    step.rows = batch_rows(BatchPlan(data_.rows(), options_.batch_size, options_.seed), step_number);
    step.features = gather_features(data_, step.rows);
    forward(network_, state_.arena, step);
    step.sums = empty_sums(network_);
    add_loss(network_, options_, data_, step.rows, step.layers.back().output, step.sums);
    step.layers.back().gradient = output_gradient(network_, options_, data_, step);
    backward(network_, state_.arena, step);
    const bool loss_finite = std::isfinite(sum_of(step.sums.loss));
    const bool finite =
        loss_finite && update_arena(network_, options_.optimizer, scalars, step.arena_gradient, state_);
    state_.step = finite ? step_number + 1 : step_number;
    if (!finite)
      step.sums.first_nonfinite_step = step_number;
    return step;
  }

  const Network network_;
  const DatasetView data_;
  const SessionOptions options_;
  State state_;
};

class ReferenceBackend final : public Backend {
 public:
  std::string_view name() const override { return "reference"; }
  bool is_oracle() const override { return true; }
  bool is_timed() const override { return false; }

  /// It is one thread of the CPU.
  std::optional<DeviceLimits> measure_limits(std::uint64_t data_bytes, Precision /*precision*/,
                                             int /*threads*/) const override {
    return cpu::measure_limits(data_bytes, 1);
  }

  std::unique_ptr<Session> open(const Network& network, const DatasetView& data,
                                const SessionOptions& options) const override {
    validate_session(network, data, options);
    validate_in_memory(name(), data);
    validate_fp32(name(), options.precision);
    return std::make_unique<ReferenceSession>(network, data, options);
  }
};

}  // namespace

const Backend& reference_backend() {
  static const ReferenceBackend backend;
  return backend;
}

}  // namespace glissade
