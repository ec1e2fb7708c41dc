#include "backends/cpu/optimizer_kernel.hpp"

#include "glissade/numeric/update_rule.hpp"

namespace glissade::cpu {
namespace {

/// `has_penalties` spares the common case two multiplications and a select per element.
template <UpdateKind kind, bool has_penalties>
[[gnu::always_inline]] inline bool update(const UpdateRule& update_rule, const UpdateSlice& slice) {
  constexpr bool has_first = kind != UpdateKind::plain;
  constexpr bool has_second = kind == UpdateKind::adam;
  // Copies, since the compiler cannot know that writing the slice leaves the rule alone.
  const StepScalars scalars = update_rule.scalars;
  const float momentum = update_rule.options.momentum;
  const float epsilon = update_rule.options.epsilon;
  const float decay_factor = slice.is_bias ? 1.0f : scalars.decay_factor;
  const float l1 = slice.is_bias ? 0.0f : update_rule.options.l1;
  const float l2 = slice.is_bias ? 0.0f : update_rule.options.l2;
  const float gradient_scale = update_rule.gradient_scale;
  float* const values = slice.values;
  float* const first_moments = slice.first_moment;
  float* const second_moments = slice.second_moment;
  const float* const gradients = slice.gradients;
  // A count, though a flag would do: GCC 12 keeps flags joined by | in memory, a count in a register.
  std::uint32_t refused = 0;
#pragma omp simd reduction(+ : refused)
  for (std::uint64_t index = 0; index < slice.count; ++index) {
    const UpdatedElement before{values[index], has_first ? first_moments[index] : 0.0f,
                                has_second ? second_moments[index] : 0.0f};
    float gradient = gradients[index] * gradient_scale;
    if constexpr (has_penalties)
      gradient = penalized(gradient, before.value, l1, l2);
    const UpdatedElement after = updated<kind>(before, gradient, scalars, momentum, epsilon, decay_factor);
    // A value from a first moment that is not finite is not finite either.
    const bool finite = residue(after.value) + residue(after.second_moment) == 0.0f;
    values[index] = finite ? after.value : before.value;
    if constexpr (has_first)
      first_moments[index] = finite ? after.first_moment : before.first_moment;
    if constexpr (has_second)
      second_moments[index] = finite ? after.second_moment : before.second_moment;
    refused += finite ? 0u : 1u;
  }
  return refused != 0;
}

template <UpdateKind kind>
UpdateKernel kernel_for(bool has_penalties, InstructionSet instruction_set) {
  return has_penalties ? clone_of<update<kind, true>>(instruction_set)
                       : clone_of<update<kind, false>>(instruction_set);
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
  switch (update_kind(options)) {
    case UpdateKind::plain:
      return kernel_for<UpdateKind::plain>(has_penalties, instruction_set);
    case UpdateKind::momentum:
      return kernel_for<UpdateKind::momentum>(has_penalties, instruction_set);
    case UpdateKind::nesterov:
      return kernel_for<UpdateKind::nesterov>(has_penalties, instruction_set);
    case UpdateKind::adam:
      break;
  }
  return kernel_for<UpdateKind::adam>(has_penalties, instruction_set);
}

SquaredNormKernel squared_norm_kernel(InstructionSet instruction_set) {
  return clone_of<squared_norm>(instruction_set);
}

}  // namespace glissade::cpu
