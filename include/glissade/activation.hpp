#pragma once

#include <array>
#include <cstdint>
#include <string_view>

/// The activations of hidden layers: what each is called, and what the rest of the program has to know of it.
/// Its formulas are in numeric/activation.hpp.
namespace glissade {

enum class Activation : std::uint8_t { identity, relu, gelu, tanh, sigmoid };

/// The start of the weights; biases always start at zero. `automatic`: zeros for a network without hidden
/// layer, else per layer the method of its activation.
enum class Initialization : std::uint8_t { automatic, he, glorot, zeros };

struct ActivationTraits {
  Activation value;
  std::string_view name;
  /// f′ is computed from the pre-activation z, which sessions keep for it; else from the output f(z) alone.
  bool derivative_needs_pre_activation;
  /// f′ jumps at z = 0, so that no difference quotient across it says anything.
  bool has_kink;
  Initialization initialization;  ///< what `automatic` stands for
};

inline constexpr std::array activation_list{
    ActivationTraits{Activation::identity, "identity", false, false, Initialization::glorot},
    ActivationTraits{Activation::relu, "relu", false, true, Initialization::he},
    ActivationTraits{Activation::gelu, "gelu", true, false, Initialization::he},
    ActivationTraits{Activation::tanh, "tanh", false, false, Initialization::glorot},
    ActivationTraits{Activation::sigmoid, "sigmoid", false, false, Initialization::glorot},
};

constexpr const ActivationTraits& traits_of(Activation activation) {
  for (const ActivationTraits& traits : activation_list) {
    if (traits.value == activation)
      return traits;
  }
  __builtin_unreachable();
}

/// Calls `use` with the activation as a template argument.
template <class Use>
[[gnu::always_inline]] constexpr decltype(auto) dispatch(Activation activation, const Use& use) {
  switch (activation) {
    case Activation::identity:
      return use.template operator()<Activation::identity>();
    case Activation::relu:
      return use.template operator()<Activation::relu>();
    case Activation::gelu:
      return use.template operator()<Activation::gelu>();
    case Activation::tanh:
      return use.template operator()<Activation::tanh>();
    case Activation::sigmoid:
      return use.template operator()<Activation::sigmoid>();
  }
  __builtin_unreachable();
}

}  // namespace glissade
