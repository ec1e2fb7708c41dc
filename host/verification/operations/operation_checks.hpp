#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "glissade/backend.hpp"
#include "verification/bounds/enclosure.hpp"
#include "verification/trace_check.hpp"

/// One function per kind of operation; trace_check.cpp strings them together.
namespace glissade::verification {

/// A step and what it belongs to.
struct CheckedStep {
  const Network& network;
  const DatasetView& data;
  const SessionOptions& options;
  const Trace& trace;

  /// What became of a number that is a factor of later products.
  Enclosure stored(const Enclosure& number) const {
    return options.precision == Precision::bf16 ? stored_in_bf16(number) : number;
  }

  /// Whether the session says that this step was not finite. Its sums then leave the step out.
  bool diverged() const { return trace.sums.first_nonfinite_step.has_value(); }

  /// The parameters that an update or a gradient belongs to.
  const ParameterTensor& tensor_of(const OperationId& operation) const {
    return operation.tensor == TensorKind::weight ? network.weight(operation.layer)
                                                  : network.bias(operation.layer);
  }

  /// What layer `index` was given.
  std::span<const double> layer_inputs(std::size_t index) const {
    return index == 0 ? trace.features : trace.layers[index - 1].output;
  }
};

/// batch_check.cpp
OperationResult check_batch_rows(const CheckedStep& step);
OperationResult check_batch_features(const CheckedStep& step);

/// layer_check.cpp
OperationResult check_pre_activation(const CheckedStep& step, std::size_t layer);
/// From the pre-activation where the trace has it, else from the layer's inputs.
OperationResult check_output(const CheckedStep& step, std::size_t layer);
/// ∂loss/∂pre_activation of a layer that is not the last.
OperationResult check_hidden_gradient(const CheckedStep& step, std::size_t layer);
OperationResult check_weight_gradient(const CheckedStep& step, std::size_t layer);
OperationResult check_bias_gradient(const CheckedStep& step, std::size_t layer);

/// loss_check.cpp
OperationResult check_loss(const CheckedStep& step);
/// Of any row.
bool loss_may_overflow(const CheckedStep& step);
/// Rows and correct predictions exactly, the sum of weights within its bound.
OperationResult check_counts(const CheckedStep& step);
/// ∂loss/∂(predictions or logits).
OperationResult check_output_gradient(const CheckedStep& step);

/// update_check.cpp
/// Clipping, penalties and the optimizer, as one operation from the fast gradient and the state before.
OperationResult check_update(const CheckedStep& step, const OperationId& operation);
/// The same for a tensor whose penalties and decay are those of a bias, or are not.
OperationResult check_update(const CheckedStep& step, const OperationId& operation,
                             const ParameterTensor& tensor);
bool update_may_overflow(const CheckedStep& step);
/// Elements of arena, moments and gradient that belong to no tensor are 0.
OperationResult check_padding(const CheckedStep& step);

/// divergence_check.cpp: a step that is said not to be finite may be that, and the loss of any other is
/// finite.
OperationResult check_divergence(const CheckedStep& step);

}  // namespace glissade::verification
