#include "training/step_scalars.hpp"

#include <cmath>

namespace glissade {
namespace {

/// 1/(1 − βᵗ). A power that is near 1 is rounded before it is subtracted; expm1 keeps the difference.
double inverse_bias_correction(double beta, double t) {
  return -1.0 / std::expm1(t * std::log(beta));
}

}  // namespace

double scheduled_learning_rate(const TrainingOptions& options, std::uint64_t step, std::uint64_t total_steps,
                               std::uint64_t steps_per_epoch) {
  return options.learning_rate * options.schedule.factor(step, total_steps, steps_per_epoch);
}

StepScalars step_scalars(const TrainingOptions& options, std::uint64_t step, std::uint64_t total_steps,
                         std::uint64_t steps_per_epoch) {
  const double learning_rate = scheduled_learning_rate(options, step, total_steps, steps_per_epoch);
  StepScalars scalars;
  scalars.learning_rate = static_cast<float>(learning_rate);
  if (options.optimizer.kind == OptimizerKind::sgd)
    return scalars;

  const double t = static_cast<double>(step) + 1.0;
  scalars.beta1 = static_cast<float>(options.beta1);
  scalars.one_minus_beta1 = static_cast<float>(1.0 - options.beta1);
  scalars.beta2 = static_cast<float>(options.beta2);
  scalars.one_minus_beta2 = static_cast<float>(1.0 - options.beta2);
  scalars.inverse_bias_correction1 = static_cast<float>(inverse_bias_correction(options.beta1, t));
  scalars.inverse_bias_correction2 = static_cast<float>(inverse_bias_correction(options.beta2, t));
  if (options.optimizer.kind == OptimizerKind::adamw)
    scalars.decay_factor = static_cast<float>(1.0 - learning_rate * options.weight_decay);
  return scalars;
}

}  // namespace glissade
