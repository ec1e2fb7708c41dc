#pragma once

#include <array>
#include <cstdint>
#include <string_view>

/// The losses: what each is called, and what the rest of the program has to know of it. The formulas of a
/// row's loss and its gradient are written once for each device and once in fp64 for the reference.
namespace glissade {

enum class Loss : std::uint8_t { squared_error, cross_entropy };

/// The target of a row, which decides what the network's outputs are.
enum class TargetKind : std::uint8_t {
  numbers,  ///< one number per output; outputs are predictions of them
  classes,  ///< one class per row; outputs are logits, and rows may weigh by class
};

struct LossTraits {
  Loss value;
  std::string_view name;
  TargetKind targets;
  /// Every output has a sum of its own, and the loss is the mean over outputs, too. Else all share one sum.
  bool sums_each_output;
  /// The constant in the derivative of a row's loss.
  double derivative_factor;
  /// A loss in units of the targets' scale is one in the targets' own when multiplied by scale^unit_power.
  int unit_power;
  /// The sums are Σ(ŷ − y)²: R² follows from them, and the exact solver minimises them.
  bool is_least_squares;

  constexpr std::uint64_t sums(std::uint64_t outputs) const { return sums_each_output ? outputs : 1; }

  /// The factor between the derivatives of a row's loss, their constant left out, and the gradient of the
  /// mean over rows whose weights add up to `weight`. Computed in fp64 and rounded once.
  constexpr float gradient_scale(double weight, std::uint64_t outputs) const {
    return weight > 0.0
               ? static_cast<float>(derivative_factor / (weight * static_cast<double>(sums(outputs))))
               : 0.0f;
  }
};

inline constexpr std::array loss_list{
    LossTraits{.value = Loss::squared_error,
               .name = "squared_error",
               .targets = TargetKind::numbers,
               .sums_each_output = true,
               .derivative_factor = 2.0,
               .unit_power = 2,
               .is_least_squares = true},
    LossTraits{.value = Loss::cross_entropy,
               .name = "cross_entropy",
               .targets = TargetKind::classes,
               .sums_each_output = false,
               .derivative_factor = 1.0,
               .unit_power = 0,
               .is_least_squares = false},
};

constexpr const LossTraits& traits_of(Loss loss) {
  for (const LossTraits& traits : loss_list) {
    if (traits.value == loss)
      return traits;
  }
  __builtin_unreachable();
}

/// Calls `use` with the loss as a template argument.
template <class Use>
constexpr decltype(auto) dispatch(Loss loss, const Use& use) {
  switch (loss) {
    case Loss::squared_error:
      return use.template operator()<Loss::squared_error>();
    case Loss::cross_entropy:
      return use.template operator()<Loss::cross_entropy>();
  }
  __builtin_unreachable();
}

}  // namespace glissade
