#include "verification/faulty_step.hpp"

#include <algorithm>
#include <cmath>

#include "glissade/numeric/activation.hpp"
#include "glissade/numeric/update_rule.hpp"

namespace glissade {
namespace {

/// The mistakes below are made for hidden layers of relu, and for networks without.
float activated(Activation activation, float z) {
  return activation == Activation::relu ? activate<Activation::relu>(z) : z;
}

}  // namespace

void FaultyStep::compute(std::uint64_t step, const Floats& arena) {
  gather(step);
  forward(arena);
  lose();
  backward(arena);
}

void FaultyStep::gather(std::uint64_t step) {
  BatchPlan plan(data_.rows(), options_.batch_size, options_.seed);
  std::uint64_t epoch = plan.epoch_of(step);
  std::uint64_t first = plan.first_position(step);
  std::uint64_t count = plan.batch_rows(step);
  if (fault_ == Fault::last_batch_dropped) {
    const std::uint64_t steps = plan.rows / plan.batch_size;
    epoch = step / steps;
    first = step % steps * plan.batch_size;
    count = plan.batch_size;
  }
  const Permutation order = plan.order(epoch);
  rows.clear();
  for (std::uint64_t position = first; position < first + count; ++position) {
    const std::uint64_t shifted =
        fault_ == Fault::batch_shifted_by_a_row ? (position + 1) % plan.rows : position;
    rows.push_back(plan.full_batch() || fault_ == Fault::shuffle_not_applied ? shifted : order(shifted));
  }
  features.clear();
  for (const std::uint64_t row : rows) {
    const float* const values = data_.features.row<float>(row);
    features.insert(features.end(), values, values + network_.features());
  }
}

void FaultyStep::forward(const Floats& arena) {
  layers.assign(network_.layers().size(), {});
  for (std::size_t index = 0; index < layers.size(); ++index) {
    const glissade::Layer& layer = network_.layers()[index];
    const float* const weight = arena.data() + network_.weight(index).offset;
    const float* const bias = arena.data() + network_.bias(index).offset;
    const bool transposed = fault_ == Fault::weight_transposed && index == 0;
    for (std::uint64_t row = 0; row < rows.size(); ++row) {
      for (std::uint64_t output = 0; output < layer.outputs; ++output) {
        float sum = bias[output];
        for (std::uint64_t input = 0; input < layer.inputs; ++input) {
          const std::uint64_t place =
              transposed ? input * layer.outputs + output : output * layer.inputs + input;
          sum += inputs_of(index)[row * layer.inputs + input] * weight[place];
        }
        layers[index].pre_activation.push_back(sum);
        layers[index].output.push_back(activated(layer.activation, sum));
      }
    }
  }
}

std::uint64_t FaultyStep::target_row(std::uint64_t index) const {
  return fault_ == Fault::targets_shifted_by_a_row ? rows[(index + 1) % rows.size()] : rows[index];
}

void FaultyStep::lose() {
  sums = {};
  sums.rows = rows.size();
  sums.weight = static_cast<double>(rows.size());
  sums.loss.assign(network_.losses(), 0.0);
  layers.back().gradient.assign(layers.back().output.size(), 0.0f);
  const float count = fault_ == Fault::loss_summed ? 1.0f : static_cast<float>(rows.size());
  for (std::uint64_t index = 0; index < rows.size(); ++index) {
    if (network_.classifies())
      lose_entropy(index, 1.0f / count);
    else
      lose_squares(index);
  }
  if (fault_ == Fault::loss_averaged_in_the_sums) {
    for (double& loss : sums.loss)
      loss /= static_cast<double>(rows.size());
  }
}

void FaultyStep::lose_squares(std::uint64_t index) {
  const std::uint64_t outputs = network_.outputs();
  const std::uint64_t count = fault_ == Fault::loss_summed ? outputs : rows.size() * outputs;
  const float scale = 2.0f / static_cast<float>(count);
  for (std::uint64_t output = 0; output < outputs; ++output) {
    const float difference =
        layers.back().output[index * outputs + output] - data_.targets[target_row(index) * outputs + output];
    sums.loss[output] += difference * difference;
    layers.back().gradient[index * outputs + output] = difference * scale;
  }
}

void FaultyStep::lose_entropy(std::uint64_t index, float inverse_weight) {
  const std::uint64_t outputs = network_.outputs();
  const auto first = layers.back().output.begin() + static_cast<std::ptrdiff_t>(index * outputs);
  const std::span<const float> logits(first, outputs);
  const auto largest = std::ranges::max_element(logits);
  const auto label = static_cast<std::uint64_t>(data_.classes[target_row(index)]);
  float total = 0.0f;
  for (const float logit : logits)
    total += exp_float(logit - *largest);
  for (std::uint64_t output = 0; output < outputs; ++output) {
    const float probability = exp_float(logits[output] - *largest) / total;
    layers.back().gradient[index * outputs + output] =
        (output == label ? probability - 1.0f : probability) * inverse_weight;
  }
  sums.loss[0] += log_float(total) - (logits[label] - *largest);
  sums.correct += largest - logits.begin() == data_.classes[rows[index]] ? 1 : 0;
}

void FaultyStep::backward(const Floats& arena) {
  arena_gradient.assign(network_.arena_size(), 0.0f);
  for (std::size_t layer = layers.size(); layer-- > 0;) {
    gradients_of_layer(layer);
    if (layer > 0)
      hidden_gradient(arena, layer - 1);
  }
  if (fault_ == Fault::one_gradient_element_off) {
    const ParameterTensor& weight = network_.weight(0);
    const std::span<float> gradient(arena_gradient.data() + weight.offset, weight.size());
    const auto smaller = [](float left, float right) { return std::fabs(left) < std::fabs(right); };
    gradient[weight.size() / 2] += 0.01f * std::fabs(*std::ranges::max_element(gradient, smaller));
  }
}

void FaultyStep::gradients_of_layer(std::size_t index) {
  const glissade::Layer& layer = network_.layers()[index];
  float* const weight = arena_gradient.data() + network_.weight(index).offset;
  float* const bias = arena_gradient.data() + network_.bias(index).offset;
  for (std::uint64_t row = 0; row < rows.size(); ++row) {
    for (std::uint64_t output = 0; output < layer.outputs; ++output) {
      const float gradient = layers[index].gradient[row * layer.outputs + output];
      for (std::uint64_t input = 0; input < layer.inputs; ++input)
        weight[output * layer.inputs + input] += gradient * inputs_of(index)[row * layer.inputs + input];
      if (fault_ != Fault::bias_gradient_dropped)
        bias[output] += gradient;
    }
  }
}

void FaultyStep::hidden_gradient(const Floats& arena, std::size_t index) {
  const glissade::Layer& above = network_.layers()[index + 1];
  const float* const weight = arena.data() + network_.weight(index + 1).offset;
  for (std::uint64_t row = 0; row < rows.size(); ++row) {
    const std::uint64_t masked_row =
        fault_ == Fault::relu_mask_of_the_row_before ? (row + rows.size() - 1) % rows.size() : row;
    for (std::uint64_t input = 0; input < above.inputs; ++input) {
      float sum = 0.0f;
      for (std::uint64_t output = 0; output < above.outputs; ++output)
        sum +=
            layers[index + 1].gradient[row * above.outputs + output] * weight[output * above.inputs + input];
      const bool active = layers[index].output[masked_row * above.inputs + input] > 0.0f;
      layers[index].gradient.push_back(active ? sum : 0.0f);
    }
  }
}

void FaultyStep::update(std::uint64_t step, const StepScalars& scalars, Floats& arena, Floats& first,
                        Floats& second) const {
  const OptimizerOptions& rule = options_.optimizer;
  StepScalars used = scalars;
  if (fault_ == Fault::adam_counts_from_two) {
    // 1 − β^(t+1) = (1 − β) + β·(1 − β^t)
    const auto next = [](float inverse, float beta, float one_minus_beta) {
      return static_cast<float>(1.0 / (one_minus_beta + double{beta} / inverse));
    };
    used.inverse_bias_correction1 =
        next(scalars.inverse_bias_correction1, scalars.beta1, scalars.one_minus_beta1);
    used.inverse_bias_correction2 =
        next(scalars.inverse_bias_correction2, scalars.beta2, scalars.one_minus_beta2);
  }
  const BatchPlan plan(data_.rows(), options_.batch_size, options_.seed);
  const bool epoch_ends = (step + 1) % plan.steps_per_epoch() == 0;
  if (fault_ == Fault::update_of_the_epoch_end_lost && epoch_ends)
    return;
  for (const ParameterTensor& tensor : network_.tensors()) {
    const bool penalised = !tensor.is_bias || fault_ == Fault::penalty_on_biases;
    for (std::uint64_t index = tensor.offset; index < tensor.offset + tensor.size(); ++index) {
      const UpdatedElement before{arena[index], first[index], second[index]};
      const float gradient = penalised ? penalized(arena_gradient[index], arena[index], rule.l1, rule.l2)
                                       : arena_gradient[index];
      UpdatedElement after =
          rule.kind == OptimizerKind::sgd
              ? updated<UpdateKind::plain>(before, gradient, used, 0.0f, 0.0f, 1.0f)
              : updated<UpdateKind::adam>(before, gradient, used, 0.0f, rule.epsilon, 1.0f);
      if (fault_ == Fault::epsilon_inside_the_root) {
        const float mean = after.first_moment * used.inverse_bias_correction1;
        const float variance = after.second_moment * used.inverse_bias_correction2;
        after.value = before.value - used.learning_rate * mean / std::sqrt(variance + rule.epsilon);
      }
      arena[index] = after.value;
      first[index] = after.first_moment;
      second[index] = after.second_moment;
    }
  }
}

}  // namespace glissade
