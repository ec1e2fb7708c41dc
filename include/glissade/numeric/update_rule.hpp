#pragma once

#include <cmath>
#include <cstdint>

#include "glissade/numeric/host_device.hpp"
#include "glissade/optimizer.hpp"

/// One element's update (glissade/optimizer.hpp has the rules), the same operations in the same order on
/// every device.
namespace glissade {

enum class UpdateKind : std::uint8_t { plain, momentum, nesterov, adam };

inline UpdateKind update_kind(const OptimizerOptions& options) {
  switch (options.kind) {
    case OptimizerKind::sgd:
      if (options.momentum == 0.0f)
        return UpdateKind::plain;
      return options.nesterov ? UpdateKind::nesterov : UpdateKind::momentum;
    case OptimizerKind::adam:
    case OptimizerKind::adamw:
    case OptimizerKind::conjugate:  // no rule of single parameters; backends refuse it
      break;
  }
  return UpdateKind::adam;
}

struct UpdatedElement {
  float value;
  float first_moment;
  float second_moment;
};

/// gradient + l1·sign(value) + l2·value
[[gnu::always_inline]] GLISSADE_HOST_DEVICE inline float penalized(float gradient, float value, float l1,
                                                                   float l2) {
  const float sign = value > 0.0f ? 1.0f : (value < 0.0f ? -1.0f : 0.0f);
  return gradient + (l1 * sign + l2 * value);
}

/// Parameters and moments below it are stored as 0. Where a feature is 0 in every row, they shrink for ever,
/// and arithmetic on subnormal numbers takes a CPU up to a hundred times as long.
inline constexpr float smallest_parameter = 0x1p-126f;

/// Gradients below it are 0 to Adam: (1−β2)·g² would be subnormal with the usual β2.
inline constexpr float smallest_adam_gradient = 0x1p-58f;

/// 0 where |x| is below the limit.
[[gnu::always_inline]] GLISSADE_HOST_DEVICE inline float flushed_to_zero(float x, float limit) {
  return std::fabs(x) < limit ? 0.0f : x;
}

/// Moments that the kind of update does not have stay as they are.
template <UpdateKind kind>
[[gnu::always_inline]] GLISSADE_HOST_DEVICE inline UpdatedElement updated(const UpdatedElement& before,
                                                                          float gradient,
                                                                          const StepScalars& scalars,
                                                                          float momentum, float epsilon,
                                                                          float decay_factor) {
  UpdatedElement after = before;
  if constexpr (kind == UpdateKind::plain) {
    after.value = before.value - scalars.learning_rate * gradient;
  } else if constexpr (kind == UpdateKind::adam) {
    gradient = flushed_to_zero(gradient, smallest_adam_gradient);
    after.first_moment = scalars.beta1 * before.first_moment + scalars.one_minus_beta1 * gradient;
    after.second_moment =
        scalars.beta2 * before.second_moment + scalars.one_minus_beta2 * (gradient * gradient);
    const float mean = after.first_moment * scalars.inverse_bias_correction1;
    const float deviation = std::sqrt(after.second_moment * scalars.inverse_bias_correction2);
    after.value = before.value * decay_factor - scalars.learning_rate * mean / (deviation + epsilon);
  } else {
    after.first_moment = momentum * before.first_moment + gradient;
    const float direction =
        kind == UpdateKind::nesterov ? gradient + momentum * after.first_moment : after.first_moment;
    after.value = before.value - scalars.learning_rate * direction;
  }
  after.value = flushed_to_zero(after.value, smallest_parameter);
  if constexpr (kind != UpdateKind::plain)
    after.first_moment = flushed_to_zero(after.first_moment, smallest_parameter);
  if constexpr (kind == UpdateKind::adam)
    after.second_moment = flushed_to_zero(after.second_moment, smallest_parameter);
  return after;
}

/// 0 where x is finite, NaN where it is not. Of one number, not of an element: GCC 12 does not vectorise a
/// loop that hands a structure to a function which only reads it.
[[gnu::always_inline]] GLISSADE_HOST_DEVICE inline float residue(float x) {
  return x - x;
}

}  // namespace glissade
