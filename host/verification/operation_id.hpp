#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace glissade::verification {

enum class OperationKind : std::uint8_t {
  trace_shape,
  scalars,
  state_before,
  batch_rows,
  batch_features,
  pre_activation,
  output,
  loss,
  loss_counts,
  layer_gradient,   ///< ∂loss/∂pre_activation
  tensor_gradient,  ///< ∂loss/∂parameter
  divergence,
  update,
  padding,
  step_number,
};

enum class TensorKind : std::uint8_t { weight, bias };

/// The part of a parameter that an update changes.
enum class UpdatedPart : std::uint8_t { value, first_moment, second_moment };

/// One operation of a step. What its kind has no use for keeps its default.
struct OperationId {
  OperationKind kind = OperationKind::trace_shape;
  std::size_t layer = 0;
  TensorKind tensor = TensorKind::weight;
  UpdatedPart part = UpdatedPart::value;

  bool operator==(const OperationId&) const = default;
};

/// "layers.0.output", "layers.1.weight.gradient", "layers.1.bias.update", "loss", …
std::string name_of(const OperationId& operation);

}  // namespace glissade::verification
