#include "glissade/numeric/activation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "glissade/network.hpp"

namespace glissade {
namespace {

double exact_value(Activation activation, double z) {
  switch (activation) {
    case Activation::relu:
      return std::max(z, 0.0);
    case Activation::gelu:
      return z * 0.5 * std::erfc(-z / std::numbers::sqrt2);
    case Activation::tanh:
      return std::tanh(z);
    case Activation::sigmoid:
      return z < 0.0 ? std::exp(z) / (1.0 + std::exp(z)) : 1.0 / (1.0 + std::exp(-z));
    case Activation::identity:
      break;
  }
  return z;
}

/// f′ at what the derivative is computed from: the pre-activation for gelu, else the output.
double exact_derivative(Activation activation, double from) {
  switch (activation) {
    case Activation::relu:
      return from > 0.0 ? 1.0 : 0.0;
    case Activation::gelu:
      return 0.5 * std::erfc(-from / std::numbers::sqrt2) +
             from * std::exp(-0.5 * from * from) / std::sqrt(2.0 * std::numbers::pi);
    case Activation::tanh:
      return 1.0 - from * from;
    case Activation::sigmoid:
      return from * (1.0 - from);
    case Activation::identity:
      break;
  }
  return 1.0;
}

float value_of(Activation activation, float z) {
  return dispatch(activation, [&]<Activation chosen>() { return activate<chosen>(z); });
}

float derivative_of(Activation activation, float z, float output) {
  return dispatch(activation, [&]<Activation chosen>() { return activation_derivative<chosen>(z, output); });
}

std::vector<Activation> every_activation() {
  std::vector<Activation> every;
  for (const ActivationTraits& traits : activation_list)
    every.push_back(traits.value);
  return every;
}

class EveryActivation : public ::testing::TestWithParam<Activation> {};
INSTANTIATE_TEST_SUITE_P(Activation, EveryActivation, ::testing::ValuesIn(every_activation()),
                         [](const auto& tested) { return std::string(name_of(tested.param)); });

std::vector<float> finite_floats() {
  std::vector<float> floats;
  for (std::uint64_t bits = 0; bits < std::uint64_t{1} << 32; bits += 4093) {
    const float value = float_from_bits(static_cast<std::uint32_t>(bits));
    if (std::isfinite(value))
      floats.push_back(value);
  }
  for (float value = -20.0f; value < 20.0f; value += 0x1.1p-8f)
    floats.push_back(value);
  return floats;
}

TEST_P(EveryActivation, HasADerivativeOfWhatItsTraitsSay) {
  constexpr float other = std::numeric_limits<float>::quiet_NaN();
  const bool needs_pre_activation = traits_of(GetParam()).derivative_needs_pre_activation;
  for (const float z : {-1.5f, -0.25f, 0.5f, 2.0f}) {
    const float output = value_of(GetParam(), z);
    const float used =
        needs_pre_activation ? derivative_of(GetParam(), z, other) : derivative_of(GetParam(), other, output);
    EXPECT_EQ(used, derivative_of(GetParam(), z, output)) << z;
  }
}

TEST_P(EveryActivation, HasAKinkIfItsTraitsSaySo) {
  constexpr float step = 0x1p-20f;
  const auto slope = [](float z) { return derivative_of(GetParam(), z, value_of(GetParam(), z)); };
  EXPECT_EQ(std::fabs(slope(step) - slope(-step)) > 0.1f, traits_of(GetParam()).has_kink);
}

TEST_P(EveryActivation, StaysWithinItsErrorBounds) {
  const Activation activation = GetParam();
  const bool needs_pre_activation = traits_of(activation).derivative_needs_pre_activation;
  for (const float z : finite_floats()) {
    const double exact = exact_value(activation, z);
    const float output = value_of(activation, z);
    ASSERT_LE(std::fabs(output - exact), activation_error_bound(activation, z, exact)) << z;
    const double exact_slope = exact_derivative(activation, needs_pre_activation ? z : output);
    ASSERT_LE(std::fabs(derivative_of(activation, z, output) - exact_slope),
              activation_derivative_error_bound(activation, output))
        << z;
  }
}

TEST_P(EveryActivation, HasTheDerivativeThatFiniteDifferencesShow) {
  const Activation activation = GetParam();
  constexpr double step = 1e-5;
  double steepest = 0.0;
  for (float z = -8.0f; z < 8.0f; z += 0x1.3p-7f) {
    if (activation == Activation::relu && std::fabs(z) < step)
      continue;
    const double difference =
        (exact_value(activation, z + step) - exact_value(activation, z - step)) / (2.0 * step);
    EXPECT_NEAR(derivative_of(activation, z, value_of(activation, z)), difference, 5e-7) << z;
    steepest = std::max(steepest, std::fabs(difference));
  }
  EXPECT_LE(steepest, activation_lipschitz_constant(activation) * (1.0 + 1e-9));
  EXPECT_GE(steepest, activation_lipschitz_constant(activation) * 0.9999);
}

TEST_P(EveryActivation, KeepsNanAndTheLimits) {
  const Activation activation = GetParam();
  constexpr float infinity = std::numeric_limits<float>::infinity();
  EXPECT_TRUE(std::isnan(value_of(activation, std::numeric_limits<float>::quiet_NaN())));
  EXPECT_EQ(value_of(activation, infinity), exact_value(activation, 1e30) > 1.0 ? infinity : 1.0f);
  EXPECT_EQ(value_of(activation, -infinity), activation == Activation::identity ? -infinity
                                             : activation == Activation::tanh   ? -1.0f
                                                                                : 0.0f);
}

TEST(Relu, HasNoSlopeAtZero) {
  EXPECT_EQ(derivative_of(Activation::relu, 0.0f, 0.0f), 0.0f);
  EXPECT_EQ(derivative_of(Activation::relu, -0.0f, value_of(Activation::relu, -0.0f)), 0.0f);
}

TEST(Gelu, HasFiniteDerivativesAtInfinity) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(derivative_of(Activation::gelu, infinity, infinity), 1.0f);
  EXPECT_EQ(derivative_of(Activation::gelu, -infinity, 0.0f), 0.0f);
}

}  // namespace
}  // namespace glissade
