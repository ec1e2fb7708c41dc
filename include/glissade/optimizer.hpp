#pragma once

#include <cstdint>
#include <string_view>

namespace glissade {

enum class OptimizerKind : std::uint8_t { sgd, adam, adamw };

std::string_view name_of(OptimizerKind kind);
/// Throws Error(usage) that lists the valid names.
OptimizerKind parse_optimizer(std::string_view name);

/// What of the update rule stays the same for a whole run. With g the gradient of the loss over the batch,
/// each step:
///   1. clip:      g ← g · min(1, clip / ‖g‖₂), the norm over the whole arena
///   2. penalties: g ← g + l1·sign(w) + l2·w, weights only, never biases
///   3. sgd:       v ← μ·v + g;  w ← w − lr·v, or with nesterov w ← w − lr·(g + μ·v)
///      adam:      m ← β1·m + (1−β1)·g;  v ← β2·v + (1−β2)·g²;
///                 w ← w − lr·(m/(1−β1ᵗ)) / (√(v/(1−β2ᵗ)) + ε), t = 1 at the first step (Kingma and Ba 2015)
///      adamw:     the same after w ← w·(1 − lr·decay), weights only (Loshchilov and Hutter 2019)
struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::adam;
  float momentum = 0.0f;  ///< μ, sgd only, in [0, 1)
  bool nesterov = false;
  float epsilon = 1e-8f;  ///< ε, adam and adamw
  float l1 = 0.0f;
  float l2 = 0.0f;
  float clip = 0.0f;  ///< largest gradient norm; 0: no clipping

  /// Moments per parameter: 0 (plain sgd), 1 (momentum) or 2 (adam, adamw).
  int moment_count() const { return kind == OptimizerKind::sgd ? (momentum > 0.0f ? 1 : 0) : 2; }
};

/// What of the update rule changes from step to step. Computed once per step, above the seam, in fp64, and
/// rounded once to fp32, so that no device evaluates a power or 1−β.
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
