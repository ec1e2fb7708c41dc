#include <gtest/gtest.h>

#include <cmath>

#include "glissade/training.hpp"

namespace glissade {
namespace {

/// 1/(1 − βᵗ) from t − 1 multiplications in extended precision.
float inverse_correction_by_multiplication(double beta, std::uint64_t t) {
  long double power = 1.0L;
  for (std::uint64_t i = 0; i < t; ++i)
    power *= static_cast<long double>(beta);
  return static_cast<float>(1.0L / (1.0L - power));
}

TEST(StepScalars, AdamsFirstStepIsTEqualToOne) {
  const StepScalars scalars = step_scalars({}, 0, 100, 10);
  EXPECT_EQ(scalars.inverse_bias_correction1, static_cast<float>(1.0 / (1.0 - 0.9)));
  EXPECT_EQ(scalars.inverse_bias_correction2, static_cast<float>(1.0 / (1.0 - 0.999)));
}

TEST(StepScalars, BiasCorrectionsAreRoundedOnce) {
  TrainingOptions options;
  for (const double beta2 : {0.0, 0.5, 0.95, 0.999, 0.999999, 1.0 - 1e-9}) {
    options.optimizer = Adam{.beta2 = beta2};
    for (const std::uint64_t t : {1u, 2u, 3u, 10u, 1000u, 1000000u}) {
      const StepScalars scalars = step_scalars(options, t - 1, 2000000, 10);
      EXPECT_EQ(scalars.inverse_bias_correction1, inverse_correction_by_multiplication(0.9, t)) << t;
      EXPECT_EQ(scalars.inverse_bias_correction2, inverse_correction_by_multiplication(beta2, t))
          << beta2 << " " << t;
    }
  }
}

TEST(StepScalars, ComplementsAreTakenBeforeRounding) {
  const StepScalars scalars = step_scalars({}, 5, 100, 10);
  EXPECT_EQ(scalars.beta2, 0.999f);
  EXPECT_EQ(scalars.one_minus_beta2, 0.001f);
  EXPECT_NE(scalars.one_minus_beta2, 1.0f - 0.999f);
  EXPECT_EQ(scalars.beta1, 0.9f);
  EXPECT_EQ(scalars.one_minus_beta1, 0.1f);
}

TEST(StepScalars, TheScheduleActsOnRateAndDecay) {
  TrainingOptions options;
  options.optimizer = AdamW{.learning_rate = 0.1, .weight_decay = 0.5};
  options.schedule.warmup_steps = 2;
  EXPECT_EQ(step_scalars(options, 0, 10, 5).learning_rate, 0.05f);
  EXPECT_EQ(step_scalars(options, 0, 10, 5).decay_factor, 0.975f);
  EXPECT_EQ(step_scalars(options, 1, 10, 5).learning_rate, 0.1f);
  EXPECT_EQ(step_scalars(options, 1, 10, 5).decay_factor, 0.95f);
}

TEST(StepScalars, OnlyAdamwDecays) {
  TrainingOptions options;
  for (const Optimizer& optimizer : {Optimizer(Adam{}), Optimizer(Sgd{})}) {
    options.optimizer = optimizer;
    EXPECT_EQ(step_scalars(options, 3, 10, 5).decay_factor, 1.0f);
  }
}

TEST(StepScalars, SgdHasARateOnly) {
  TrainingOptions options;
  options.optimizer = Sgd{.learning_rate = 0.01};
  const StepScalars scalars = step_scalars(options, 3, 10, 5);
  EXPECT_EQ(scalars.learning_rate, 0.01f);
  EXPECT_EQ(scalars.inverse_bias_correction1, 1.0f);
  EXPECT_EQ(scalars.one_minus_beta1, 1.0f);
}

}  // namespace
}  // namespace glissade
