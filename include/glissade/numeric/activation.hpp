#pragma once

#include "glissade/activation.hpp"
#include "glissade/numeric/elementary.hpp"
#include "glissade/numeric/host_device.hpp"

/// Activations in fp32 with the same bits on every device, and how far they may be from the exact functions.
/// The activation is a template argument, so that a loop over an array has no branch.
namespace glissade {

/// f(z). A NaN stays a NaN, so that no activation hides a diverged network.
template <Activation activation>
GLISSADE_HOST_DEVICE inline float activate(float z) {
  if constexpr (activation == Activation::relu) {
    return z < 0.0f ? 0.0f : z;
  } else if constexpr (activation == Activation::gelu) {
    // Half the argument times (1 + erf(z/√2)), which is 0 from −6 down; −∞ times 0 would be a NaN.
    const float bounded = z < -16.0f ? -16.0f : z;
    return 0.5f * bounded * (1.0f + erf_float(bounded * 0x1.6a09e6p-1f));
  } else if constexpr (activation == Activation::tanh) {
    return tanh_float(z);
  } else if constexpr (activation == Activation::sigmoid) {
    // The exponential is at most 1 either way: no overflow, and full relative accuracy where the result is
    // tiny.
    const float exponential = exp_float(-detail::absolute(z));
    const float numerator = z < 0.0f ? exponential : 1.0f;
    return numerator / (1.0f + exponential);
  } else {
    static_assert(activation == Activation::identity);
    return z;
  }
}

/// f′(z), from the pre-activation z if ActivationTraits says so, else from the output f(z); the other
/// argument is not looked at. The derivative of relu at 0 is 0.
template <Activation activation>
GLISSADE_HOST_DEVICE inline float activation_derivative([[maybe_unused]] float pre_activation,
                                                        [[maybe_unused]] float output) {
  if constexpr (activation == Activation::relu) {
    return output > 0.0f ? 1.0f : 0.0f;
  } else if constexpr (activation == Activation::gelu) {
    // Φ(z) + z·φ(z). Beyond ±16 the density is 0 in fp32; bounded, so that it is not multiplied by an
    // infinity.
    const float above = pre_activation < -16.0f ? -16.0f : pre_activation;
    const float z = above > 16.0f ? 16.0f : above;
    const float distribution = 0.5f * (1.0f + erf_float(z * 0x1.6a09e6p-1f));
    const float density = 0x1.988454p-2f * exp_float(-0.5f * (z * z));
    return distribution + z * density;
  } else if constexpr (activation == Activation::tanh) {
    return 1.0f - output * output;
  } else if constexpr (activation == Activation::sigmoid) {
    return output * (1.0f - output);
  } else {
    static_assert(activation == Activation::identity);
    return 1.0f;
  }
}

/// The largest |f′|: by how much an error of the pre-activation can grow.
constexpr double activation_lipschitz_constant(Activation activation) {
  switch (activation) {
    case Activation::sigmoid:
      return 0.25;
    case Activation::gelu:
      return 1.1289042;  // at z = √2, rounded up
    case Activation::identity:
    case Activation::relu:
    case Activation::tanh:
      break;
  }
  return 1.0;
}

namespace detail {
inline constexpr double rounding_unit = 0x1p-24;
// Several roundings below the normal range, each half of 2^-149.
inline constexpr double underflow_allowance = 0x1p-147;
// Products of errors, which the first-order bounds leave out.
inline constexpr double second_order = 1.0 + 0x1p-20;
// An error of one unit in the last place, relative to the result.
inline constexpr double relative_ulp = 2.0 * rounding_unit;
}  // namespace detail

/// |activate(z) − f(z)| is at most this for every finite fp32 z. `value`: the exact f(z), or its magnitude.
constexpr double activation_error_bound(Activation activation, double z, double value) {
  const double argument = z < 0.0 ? -z : z;
  const double result = value < 0.0 ? -value : value;
  const double u = detail::rounding_unit;
  switch (activation) {
    case Activation::identity:
    case Activation::relu:
      break;
    case Activation::tanh:
      return tanh_ulp_bound * detail::relative_ulp * result + detail::underflow_allowance;
    case Activation::sigmoid:
      // Exponential, sum and quotient; the error of the exponential reaches the result at most in full.
      return (exp_ulp_bound * detail::relative_ulp + 2.0 * u) * detail::second_order * result +
             detail::underflow_allowance;
    case Activation::gelu:
      // The argument of erf is off by 2u of itself, and |t·erf′(t)| ≤ 0.484. Then erf, the sum (at most 2)
      // and the product, all times |z|/2.
      return 0.5 * argument * (0.968 * u + erf_ulp_bound * detail::relative_ulp + 2.0 * u + 2.0 * u) *
                 detail::second_order +
             detail::underflow_allowance;
  }
  return 0.0;
}

/// |activation_derivative(z, y) − f′| is at most this, where f′ is the exact derivative at the fp32 number it
/// is computed from: the pre-activation z, or the output y (1 − y² or y·(1 − y)).
constexpr double activation_derivative_error_bound(Activation activation, double output) {
  const double u = detail::rounding_unit;
  switch (activation) {
    case Activation::identity:
    case Activation::relu:
      break;
    case Activation::tanh: {
      const double square = output * output;
      const double difference = square < 1.0 ? 1.0 - square : square - 1.0;
      return u * (square + difference) * detail::second_order + detail::underflow_allowance;
    }
    case Activation::sigmoid: {
      const double value = output * (1.0 - output);
      return 2.0 * u * (value < 0.0 ? -value : value) * detail::second_order + detail::underflow_allowance;
    }
    case Activation::gelu:
      // Φ: half of erf's errors as above, and of the sum's 2u. z·φ ≤ 0.242: the exponential, its constant and
      // two products, and the error of z²/2, which |z·φ(z)·z²/2| ≤ 0.232 takes into account. The last sum is
      // at most 1.13.
      return (0.5 * (0.968 * u + erf_ulp_bound * detail::relative_ulp + 2.0 * u) +
              0.242 * (exp_ulp_bound * detail::relative_ulp + 3.0 * u) + 0.232 * u + 1.13 * u) *
             detail::second_order;
  }
  return 0.0;
}

}  // namespace glissade
