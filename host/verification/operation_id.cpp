#include "verification/operation_id.hpp"

namespace glissade::verification {
namespace {

std::string layer_name(const OperationId& operation) {
  return "layers." + std::to_string(operation.layer) + '.';
}

std::string tensor_name(const OperationId& operation) {
  return layer_name(operation) + (operation.tensor == TensorKind::weight ? "weight." : "bias.");
}

std::string part_name(UpdatedPart part) {
  switch (part) {
    case UpdatedPart::value:
      return "update";
    case UpdatedPart::first_moment:
      return "first_moment";
    case UpdatedPart::second_moment:
      return "second_moment";
  }
  __builtin_unreachable();
}

}  // namespace

std::string name_of(const OperationId& operation) {
  switch (operation.kind) {
    case OperationKind::trace_shape:
      return "trace";
    case OperationKind::scalars:
      return "scalars";
    case OperationKind::state_before:
      return "state.before";
    case OperationKind::batch_rows:
      return "batch.rows";
    case OperationKind::batch_features:
      return "batch.features";
    case OperationKind::pre_activation:
      return layer_name(operation) + "pre_activation";
    case OperationKind::output:
      return layer_name(operation) + "output";
    case OperationKind::loss:
      return "loss";
    case OperationKind::loss_counts:
      return "loss.counts";
    case OperationKind::layer_gradient:
      return layer_name(operation) + "gradient";
    case OperationKind::tensor_gradient:
      return tensor_name(operation) + "gradient";
    case OperationKind::divergence:
      return "divergence";
    case OperationKind::update:
      return tensor_name(operation) + part_name(operation.part);
    case OperationKind::padding:
      return "arena.padding";
    case OperationKind::step_number:
      return "state.step";
  }
  __builtin_unreachable();
}

}  // namespace glissade::verification
