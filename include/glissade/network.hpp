#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "glissade/activation.hpp"
#include "glissade/loss.hpp"

namespace glissade {

std::string_view name_of(Activation activation);
std::string_view name_of(Loss loss);
std::string_view name_of(Initialization initialization);
/// Throw Error(usage) that lists the valid names.
Activation parse_activation(std::string_view name);
Initialization parse_initialization(std::string_view name);
/// Nothing if no loss has this name.
std::optional<Loss> loss_named(std::string_view name);

/// z = a·Wᵀ + b, then the activation. W is [outputs × inputs], row-major (PyTorch's order).
struct Layer {
  std::uint64_t inputs = 0;
  std::uint64_t outputs = 0;
  Activation activation = Activation::identity;

  bool operator==(const Layer&) const = default;
};

/// A named view into the parameter arena.
struct ParameterTensor {
  std::string name;  ///< "layers.N.weight" or "layers.N.bias"
  std::uint64_t offset = 0;
  std::uint64_t rows = 0;     ///< outputs
  std::uint64_t columns = 0;  ///< inputs; 1 for a bias
  bool is_bias = false;

  std::uint64_t size() const { return rows * columns; }
};

/// A list of dense layers and a loss. The last layer's activation is identity: its outputs are predictions or
/// logits, whichever the loss takes (TargetKind).
class Network {
 public:
  /// `hidden` may be empty. Throws Error(usage) for a layer without inputs or outputs.
  Network(std::uint64_t features, std::span<const std::uint64_t> hidden, std::uint64_t outputs,
          Activation activation, Loss loss);
  /// The same for sizes in braces: Network(784, {128}, 10, …).
  Network(std::uint64_t features, std::initializer_list<std::uint64_t> hidden, std::uint64_t outputs,
          Activation activation, Loss loss)
      : Network(features, std::span(hidden.begin(), hidden.size()), outputs, activation, loss) {}

  std::span<const Layer> layers() const { return layers_; }
  Loss loss() const { return loss_; }
  std::uint64_t features() const { return layers_.front().inputs; }
  std::uint64_t outputs() const { return layers_.back().outputs; }
  const LossTraits& loss_traits() const { return traits_of(loss_); }
  /// Rows have a class each, not numbers.
  bool classifies() const { return loss_traits().targets == TargetKind::classes; }
  /// One layer that minimises squares.
  bool is_linear_regression() const { return layers_.size() == 1 && loss_traits().is_least_squares; }
  /// Losses that are summed: one per output, or one for all.
  std::uint64_t losses() const { return loss_traits().sums(outputs()); }

  /// Elements of the arena, padding included. Every tensor starts at a multiple of `arena_alignment`
  /// elements; padding elements are zero and stay zero.
  std::uint64_t arena_size() const { return arena_size_; }
  /// Weight and bias of layer 0, then of layer 1, …
  std::span<const ParameterTensor> tensors() const { return tensors_; }
  const ParameterTensor& weight(std::size_t layer) const { return tensors_[2 * layer]; }
  const ParameterTensor& bias(std::size_t layer) const { return tensors_[2 * layer + 1]; }
  /// Trainable numbers, padding excluded.
  std::uint64_t parameter_count() const;

  /// The starting arena: every element from its own counter, so the same bits on every device.
  std::vector<float> initial_arena(Initialization initialization, std::uint64_t seed) const;

  bool operator==(const Network& other) const { return layers_ == other.layers_ && loss_ == other.loss_; }

  static constexpr std::uint64_t arena_alignment = 16;  // floats: one 64-byte cache line

 private:
  std::vector<Layer> layers_;
  std::vector<ParameterTensor> tensors_;
  Loss loss_;
  std::uint64_t arena_size_ = 0;
};

}  // namespace glissade
