#include "training/step_scalars.hpp"

#include <cmath>

namespace glissade {
namespace {

/// 1/(1 − βᵗ). A power that is near 1 is rounded before it is subtracted; expm1 keeps the difference.
double inverse_bias_correction(double beta, double t) {
  return -1.0 / std::expm1(t * std::log(beta));
}

template <class AdamNumbers>
void set_adam(StepScalars& scalars, const AdamNumbers& adam, std::uint64_t step) {
  const double t = static_cast<double>(step) + 1.0;
  scalars.beta1 = static_cast<float>(adam.beta1);
  scalars.one_minus_beta1 = static_cast<float>(1.0 - adam.beta1);
  scalars.beta2 = static_cast<float>(adam.beta2);
  scalars.one_minus_beta2 = static_cast<float>(1.0 - adam.beta2);
  scalars.inverse_bias_correction1 = static_cast<float>(inverse_bias_correction(adam.beta1, t));
  scalars.inverse_bias_correction2 = static_cast<float>(inverse_bias_correction(adam.beta2, t));
}

}  // namespace

double scheduled_learning_rate(const TrainingOptions& options, std::uint64_t step, std::uint64_t total_steps,
                               std::uint64_t steps_per_epoch) {
  return learning_rate_of(options.optimizer) * options.schedule.factor(step, total_steps, steps_per_epoch);
}

StepScalars step_scalars(const TrainingOptions& options, std::uint64_t step, std::uint64_t total_steps,
                         std::uint64_t steps_per_epoch) {
  const double learning_rate = scheduled_learning_rate(options, step, total_steps, steps_per_epoch);
  StepScalars scalars;
  scalars.learning_rate = static_cast<float>(learning_rate);
  if (const auto* const adam = std::get_if<Adam>(&options.optimizer))
    set_adam(scalars, *adam, step);
  if (const auto* const adamw = std::get_if<AdamW>(&options.optimizer)) {
    set_adam(scalars, *adamw, step);
    scalars.decay_factor = static_cast<float>(1.0 - learning_rate * adamw->weight_decay);
  }
  return scalars;
}

}  // namespace glissade
