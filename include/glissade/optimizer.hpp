#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace glissade {

/// Stochastic gradient descent: v ← μ·v + g; w ← w − lr·v, or with nesterov w ← w − lr·(g + μ·v).
struct Sgd {
  double learning_rate = 0.01;  ///< lr, from 0 up
  float momentum = 0.0f;        ///< μ, in [0, 1)
  bool nesterov = false;        ///< look ahead along the momentum
};

/// Adam (Kingma and Ba 2015): m ← β1·m + (1−β1)·g; v ← β2·v + (1−β2)·g²;
/// w ← w − lr·(m/(1−β1ᵗ)) / (√(v/(1−β2ᵗ)) + ε), t = 1 at the first step.
struct Adam {
  double learning_rate = 0.001;  ///< lr, from 0 up
  double beta1 = 0.9;            ///< β1, in [0, 1)
  double beta2 = 0.999;          ///< β2, in [0, 1)
  float epsilon = 1e-8f;         ///< ε, above 0
};

/// Adam after w ← w·(1 − lr·decay), for weights and not for biases (Loshchilov and Hutter 2019).
struct AdamW {
  double learning_rate = 0.001;  ///< lr, from 0 up
  double beta1 = 0.9;            ///< β1, in [0, 1)
  double beta2 = 0.999;          ///< β2, in [0, 1)
  float epsilon = 1e-8f;         ///< ε, above 0
  double weight_decay = 0.01;    ///< decay, from 0 up
};

/// Conjugate gradients (Hestenes and Stiefel 1952), each feature measured in its standard deviations: a step
/// goes down the gradient with the momentum and by the distance that lower squared error most. For
/// Solver::moments alone, and without l1, clipping and schedule.
struct Conjugate {};

/// In the order of OptimizerKind.
using Optimizer = std::variant<Sgd, Adam, AdamW, Conjugate>;

enum class OptimizerKind : std::uint8_t { sgd, adam, adamw, conjugate };

constexpr OptimizerKind kind_of(const Optimizer& optimizer) {
  return static_cast<OptimizerKind>(optimizer.index());
}

std::string_view name_of(OptimizerKind kind);
/// The optimizer of that name, with its defaults. Throws Error(usage) that lists the valid names.
Optimizer parse_optimizer(std::string_view name);

/// 0 for conjugate gradients, which have none.
double learning_rate_of(const Optimizer& optimizer);
/// Nothing for conjugate gradients.
void set_learning_rate(Optimizer& optimizer, double rate);

/// The part of the update rule that stays the same for a whole run, as backends take it. With g the gradient
/// of the loss over the batch, each step:
///   1. clip:      g ← g · min(1, clip / ‖g‖₂), the norm over the whole arena
///   2. penalties: g ← g + l1·sign(w) + l2·w, weights only, never biases
///   3. the optimizer's own formula, above
/// Where fp32 would lose digits, devices flush to 0: parameters and moments below 2^-126, and for adam and
/// adamw gradients below 2^-58.
struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::adam;
  float momentum = 0.0f;  ///< μ, sgd only, in [0, 1)
  bool nesterov = false;
  float epsilon = 1e-8f;  ///< ε, adam and adamw
  float l1 = 0.0f;
  float l2 = 0.0f;
  float clip = 0.0f;  ///< largest gradient norm; 0: no clipping

  /// Moments per parameter: 0 (plain sgd), 1 (momentum) or 2 (adam and adamw; conjugate: the direction of the
  /// last step and its product with the curvature).
  int moment_count() const {
    switch (kind) {
      case OptimizerKind::sgd:
        return momentum > 0.0f ? 1 : 0;
      case OptimizerKind::adam:
      case OptimizerKind::adamw:
      case OptimizerKind::conjugate:
        break;
    }
    return 2;
  }
};

/// The part of the update rule that changes from step to step. Computed once per step, above the seam, in
/// fp64, and rounded once to fp32, so that no device evaluates a power or 1−β.
struct StepScalars {
  float learning_rate = 0.0f;
  float beta1 = 0.0f;
  float one_minus_beta1 = 1.0f;
  float beta2 = 0.0f;
  float one_minus_beta2 = 1.0f;
  float inverse_bias_correction1 = 1.0f;  ///< 1/(1−β1ᵗ)
  float inverse_bias_correction2 = 1.0f;  ///< 1/(1−β2ᵗ)
  float decay_factor = 1.0f;              ///< 1 − lr·decay (adamw)
};

}  // namespace glissade
