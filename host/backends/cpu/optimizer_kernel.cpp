#include "backends/cpu/optimizer_kernel.hpp"

#include <cmath>

namespace glissade::cpu {
namespace {

enum class Rule { plain, momentum, nesterov, adam };

struct Element {
  float value;
  float first_moment;
  float second_moment;
};

/// 0 where x is finite, NaN where it is not.
[[gnu::always_inline]] inline float residue(float x) {
  return x - x;
}

struct Penalties {
  float l1;
  float l2;
};

[[gnu::always_inline]] inline float penalized(float gradient, float value, const Penalties& penalties) {
  const float sign = value > 0.0f ? 1.0f : (value < 0.0f ? -1.0f : 0.0f);
  return gradient + (penalties.l1 * sign + penalties.l2 * value);
}

template <Rule rule>
[[gnu::always_inline]] inline Element updated(const Element& before, float gradient,
                                              const StepScalars& scalars, float momentum, float epsilon,
                                              float decay_factor) {
  Element after = before;
  if constexpr (rule == Rule::plain) {
    after.value = before.value - scalars.learning_rate * gradient;
  } else if constexpr (rule == Rule::adam) {
    after.first_moment = scalars.beta1 * before.first_moment + scalars.one_minus_beta1 * gradient;
    after.second_moment =
        scalars.beta2 * before.second_moment + scalars.one_minus_beta2 * (gradient * gradient);
    const float mean = after.first_moment * scalars.inverse_bias_correction1;
    const float deviation = std::sqrt(after.second_moment * scalars.inverse_bias_correction2);
    after.value = before.value * decay_factor - scalars.learning_rate * mean / (deviation + epsilon);
  } else {
    after.first_moment = momentum * before.first_moment + gradient;
    const float direction =
        rule == Rule::nesterov ? gradient + momentum * after.first_moment : after.first_moment;
    after.value = before.value - scalars.learning_rate * direction;
  }
  return after;
}

/// `has_penalties` spares the common case two multiplications and a select per element.
template <Rule rule, bool has_penalties>
[[gnu::always_inline]] inline bool update(const UpdateRule& update_rule, const UpdateSlice& slice) {
  constexpr bool has_first = rule != Rule::plain;
  constexpr bool has_second = rule == Rule::adam;
  // Copies, since the compiler cannot know that writing the slice leaves the rule alone.
  const StepScalars scalars = update_rule.scalars;
  const float momentum = update_rule.options.momentum;
  const float epsilon = update_rule.options.epsilon;
  const float decay_factor = slice.is_bias ? 1.0f : scalars.decay_factor;
  const Penalties penalties =
      slice.is_bias ? Penalties{0.0f, 0.0f} : Penalties{update_rule.options.l1, update_rule.options.l2};
  const float gradient_scale = update_rule.gradient_scale;
  float* const values = slice.values;
  float* const first_moments = slice.first_moment;
  float* const second_moments = slice.second_moment;
  const float* const gradients = slice.gradients;
  unsigned nonfinite = 0;
#pragma omp simd reduction(| : nonfinite)
  for (std::uint64_t index = 0; index < slice.count; ++index) {
    const Element before{values[index], has_first ? first_moments[index] : 0.0f,
                         has_second ? second_moments[index] : 0.0f};
    float gradient = gradients[index] * gradient_scale;
    if constexpr (has_penalties)
      gradient = penalized(gradient, before.value, penalties);
    const Element after = updated<rule>(before, gradient, scalars, momentum, epsilon, decay_factor);
    const bool finite =
        residue(after.value) + residue(after.first_moment) + residue(after.second_moment) == 0.0f;
    values[index] = finite ? after.value : before.value;
    if constexpr (has_first)
      first_moments[index] = finite ? after.first_moment : before.first_moment;
    if constexpr (has_second)
      second_moments[index] = finite ? after.second_moment : before.second_moment;
    nonfinite |= finite ? 0u : 1u;
  }
  return nonfinite != 0;
}

template <Rule rule>
UpdateKernel kernel_for(bool has_penalties, InstructionSet instruction_set) {
  return has_penalties ? clone_of<update<rule, true>>(instruction_set)
                       : clone_of<update<rule, false>>(instruction_set);
}

[[gnu::always_inline]] inline double squared_norm(const float* values, std::uint64_t count) {
  constexpr std::uint64_t lanes = 8;
  double sums[lanes] = {};
  std::uint64_t index = 0;
  for (; index + lanes <= count; index += lanes) {
    for (std::uint64_t lane = 0; lane < lanes; ++lane) {
      const double value = values[index + lane];
      sums[lane] += value * value;
    }
  }
  for (; index < count; ++index)
    sums[0] += static_cast<double>(values[index]) * values[index];
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

}  // namespace

UpdateKernel update_kernel(const OptimizerOptions& options, InstructionSet instruction_set) {
  const bool has_penalties = options.l1 != 0.0f || options.l2 != 0.0f;
  if (options.kind != OptimizerKind::sgd)
    return kernel_for<Rule::adam>(has_penalties, instruction_set);
  if (options.momentum == 0.0f)
    return kernel_for<Rule::plain>(has_penalties, instruction_set);
  return options.nesterov ? kernel_for<Rule::nesterov>(has_penalties, instruction_set)
                          : kernel_for<Rule::momentum>(has_penalties, instruction_set);
}

SquaredNormKernel squared_norm_kernel(InstructionSet instruction_set) {
  return clone_of<squared_norm>(instruction_set);
}

}  // namespace glissade::cpu
