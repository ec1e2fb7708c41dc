#include "verification/causes/likely_cause.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "verification/causes/batch_cause.hpp"
#include "verification/causes/update_cause.hpp"
#include "verification/operation_list.hpp"

namespace glissade::verification {
namespace {

std::span<double> part_of(std::vector<double>& arena, const ParameterTensor& tensor) {
  return std::span(arena).subspan(tensor.offset, tensor.size());
}

/// Result of the operation; empty if that is not an array of the trace.
std::span<double> computed_values(const CheckedStep& step, const OperationId& operation, Trace& trace) {
  switch (operation.kind) {
    case OperationKind::loss:
      return trace.sums.loss;
    case OperationKind::pre_activation:
      return trace.layers[operation.layer].pre_activation;
    case OperationKind::output:
      return trace.layers[operation.layer].output;
    case OperationKind::layer_gradient:
      return trace.layers[operation.layer].gradient;
    case OperationKind::tensor_gradient:
      return part_of(trace.arena_gradient, step.tensor_of(operation));
    default:
      return {};
  }
}

bool is_of_a_layer(const OperationId& operation) {
  switch (operation.kind) {
    case OperationKind::pre_activation:
    case OperationKind::output:
    case OperationKind::layer_gradient:
    case OperationKind::tensor_gradient:
    case OperationKind::update:
      return true;
    default:
      return false;
  }
}

/// [rows × columns] out of the same numbers read as [columns × rows].
void transpose(std::span<double> values, std::uint64_t rows, std::uint64_t columns) {
  const std::vector<double> old(values.begin(), values.end());
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (std::uint64_t column = 0; column < columns; ++column)
      values[row * columns + column] = old[column * rows + row];
  }
}

void transpose(std::vector<double>& arena, const ParameterTensor& tensor) {
  transpose(part_of(arena, tensor), tensor.rows, tensor.columns);
}

using Change = std::function<void(Trace&, SessionOptions&)>;

struct Hypothesis {
  std::string cause;
  Change change;
};

/// Under the first of them that explains every number.
std::string first_fitting(const CheckedStep& step, const OperationCheck& check,
                          const std::vector<Hypothesis>& hypotheses) {
  for (const auto& [cause, change] : hypotheses) {
    Trace trace = step.trace;
    SessionOptions options = step.options;
    change(trace, options);
    if (check({step.network, step.data, options, trace}).passed())
      return cause;
  }
  return {};
}

void add_transpositions(const Network& network, const OperationId& operation,
                        std::vector<Hypothesis>& hypotheses) {
  const std::size_t layer = operation.layer;
  const bool forward =
      operation.kind == OperationKind::pre_activation || operation.kind == OperationKind::output;
  const bool hidden_gradient =
      operation.kind == OperationKind::layer_gradient && layer + 1 < network.layers().size();
  if (forward || hidden_gradient) {
    const ParameterTensor& weight = network.weight(layer + (forward ? 0 : 1));
    hypotheses.push_back({weight.name + " is read transposed",
                          [&](Trace& trace, SessionOptions&) { transpose(trace.before.arena, weight); }});
  }
  if (operation.kind == OperationKind::tensor_gradient && operation.tensor == TensorKind::weight) {
    const ParameterTensor& weight = network.weight(layer);
    hypotheses.push_back({"it is stored transposed",
                          [&](Trace& trace, SessionOptions&) { transpose(trace.arena_gradient, weight); }});
  }
  if (forward) {
    const ParameterTensor& bias = network.bias(layer);
    hypotheses.push_back({bias.name + " is not added", [&](Trace& trace, SessionOptions&) {
                            std::ranges::fill(part_of(trace.before.arena, bias), 0.0);
                          }});
  }
}

/// Targets are looked up by the rows of the batch.
void add_shifted_rows(const CheckedStep& step, const OperationId& operation,
                      std::vector<Hypothesis>& hypotheses) {
  const bool reads_targets =
      operation.kind == OperationKind::loss || (operation.kind == OperationKind::layer_gradient &&
                                                operation.layer + 1 == step.network.layers().size());
  const bool reads_features = operation.kind == OperationKind::batch_features;
  if (!reads_targets && !reads_features)
    return;
  const std::string what = reads_features ? "the features" : "the targets";
  for (const RowShift& shift : row_shifts(step.data.rows())) {
    hypotheses.push_back({what + " are those of " + shift.whose,
                          [shift](Trace& trace, SessionOptions&) { shift.apply(trace.rows); }});
  }
  if (!step.options.class_weights.empty() && reads_targets) {
    hypotheses.push_back({"the class weights are left out",
                          [](Trace&, SessionOptions& options) { options.class_weights.clear(); }});
  }
}

void add_scales(const CheckedStep& step, const OperationId& operation, std::vector<Hypothesis>& hypotheses) {
  const auto rows = static_cast<double>(step.trace.rows.size());
  const auto outputs = static_cast<double>(step.network.outputs());
  const auto add = [&](const std::string& cause, double factor) {
    hypotheses.push_back({cause, [&step, &operation, factor](Trace& trace, SessionOptions&) {
                            for (double& value : computed_values(step, operation, trace))
                              value *= factor;
                          }});
  };
  if (rows > 1.0) {
    add("it is summed over the batch instead of averaged", 1.0 / rows);
    add("it is divided by the rows of the batch once too often", rows);
  }
  if (outputs > 1.0) {
    add("it is not divided by the outputs", 1.0 / outputs);
    add("it is divided by the outputs once too often", outputs);
  }
  add("its sign is turned round", -1.0);
  add("a factor of 2 too many", 0.5);
  add("a factor of 2 is missing", 2.0);
}

/// The same layers without activations.
Network linear_network(const Network& network) {
  std::vector<std::uint64_t> hidden;
  for (const Layer& layer : network.layers().first(network.layers().size() - 1))
    hidden.push_back(layer.outputs);
  return {network.features(), hidden, network.outputs(), Activation::identity, network.loss()};
}

bool leaves_out_the_activation(const CheckedStep& step, const OperationCheck& check) {
  const Network linear = linear_network(step.network);
  return check({linear, step.data, step.options, step.trace}).passed();
}

std::string cause_in_arrays(const CheckedStep& step, const OperationCheck& check,
                            const OperationId& operation) {
  Trace copy = step.trace;
  const std::span<const double> computed = computed_values(step, operation, copy);
  if (!computed.empty() && std::ranges::all_of(computed, [](double value) { return value == 0.0; }))
    return "all of it is 0: it was left out";
  if (is_of_a_layer(operation) && leaves_out_the_activation(step, check))
    return operation.kind == OperationKind::layer_gradient ? "the activation's derivative is left out"
                                                           : "the activation is left out";
  std::vector<Hypothesis> hypotheses;
  add_shifted_rows(step, operation, hypotheses);
  if (is_of_a_layer(operation))
    add_transpositions(step.network, operation, hypotheses);
  if (!computed.empty())
    add_scales(step, operation, hypotheses);
  return first_fitting(step, check, hypotheses);
}

/// The check that gave a result of this operation.
std::optional<OperationCheck> check_of(const CheckedStep& step, const OperationId& operation) {
  for (OperationCheck& check : operation_checks(step)) {
    if (check(step).operation == operation)
      return std::move(check);
  }
  return std::nullopt;
}

}  // namespace

std::string likely_cause(const CheckedStep& step, const OperationResult& failed,
                         const NeighbouringScalars& neighbours) {
  switch (failed.operation.kind) {
    case OperationKind::batch_rows:
      return cause_in_batch_rows(step);
    case OperationKind::state_before:
      return "the step does not start from what the one before it left";
    case OperationKind::trace_shape:
      // Without the network's shapes nothing can be recomputed.
      return {};
    default:
      break;
  }
  const std::optional<OperationCheck> check = check_of(step, failed.operation);
  if (!check)
    return {};
  std::string cause = cause_in_arrays(step, *check, failed.operation);
  if (cause.empty())
    cause = cause_in_update(step, failed.operation, neighbours);
  if (cause.empty() && failed.outside == 1 && failed.compared > 1)
    cause = "a single element is wrong";
  return cause;
}

}  // namespace glissade::verification
