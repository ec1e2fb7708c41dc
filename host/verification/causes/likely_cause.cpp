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

/// "layers.1.weight.gradient" in parts; layer is absent for "loss" and the like.
struct OperationName {
  std::optional<std::size_t> layer;
  std::string part;

  explicit OperationName(const std::string& name) : part(name) {
    if (!name.starts_with("layers."))
      return;
    std::size_t length = 0;
    layer = std::stoul(name.substr(7), &length);
    part = name.substr(7 + length + 1);
  }
};

std::span<double> part_of(std::vector<double>& arena, const ParameterTensor& tensor) {
  return std::span(arena).subspan(tensor.offset, tensor.size());
}

/// What the operation computed; empty where that is not an array of the trace.
std::span<double> computed_values(const Network& network, const OperationName& name, Trace& trace) {
  if (name.part == "loss")
    return trace.sums.loss;
  if (!name.layer)
    return {};
  Trace::Layer& layer = trace.layers[*name.layer];
  if (name.part == "pre_activation")
    return layer.pre_activation;
  if (name.part == "output")
    return layer.output;
  if (name.part == "gradient")
    return layer.gradient;
  if (name.part == "weight.gradient")
    return part_of(trace.arena_gradient, network.weight(*name.layer));
  if (name.part == "bias.gradient")
    return part_of(trace.arena_gradient, network.bias(*name.layer));
  return {};
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

void add_transpositions(const Network& network, const OperationName& name,
                        std::vector<Hypothesis>& hypotheses) {
  const bool forward = name.part == "pre_activation" || name.part == "output";
  const bool hidden_gradient = name.part == "gradient" && *name.layer + 1 < network.layers().size();
  if (forward || hidden_gradient) {
    const ParameterTensor& weight = network.weight(*name.layer + (forward ? 0 : 1));
    hypotheses.push_back({weight.name + " is read transposed",
                          [&](Trace& trace, SessionOptions&) { transpose(trace.before.arena, weight); }});
  }
  if (name.part == "weight.gradient") {
    const ParameterTensor& weight = network.weight(*name.layer);
    hypotheses.push_back({"it is stored transposed",
                          [&](Trace& trace, SessionOptions&) { transpose(trace.arena_gradient, weight); }});
  }
  if (forward) {
    const ParameterTensor& bias = network.bias(*name.layer);
    hypotheses.push_back({bias.name + " is not added", [&](Trace& trace, SessionOptions&) {
                            std::ranges::fill(part_of(trace.before.arena, bias), 0.0);
                          }});
  }
}

/// Targets are looked up by the rows of the batch.
void add_shifted_rows(const CheckedStep& step, const OperationName& name,
                      std::vector<Hypothesis>& hypotheses) {
  const bool reads_targets =
      name.part == "loss" || (name.part == "gradient" && *name.layer + 1 == step.network.layers().size());
  if (!reads_targets && name.part != "batch.features")
    return;
  const std::string what = name.part == "batch.features" ? "the features" : "the targets";
  for (const RowShift& shift : row_shifts(step.data.rows())) {
    hypotheses.push_back({what + " are those of " + shift.whose,
                          [shift](Trace& trace, SessionOptions&) { shift.apply(trace.rows); }});
  }
  if (!step.options.class_weights.empty() && reads_targets) {
    hypotheses.push_back({"the class weights are left out",
                          [](Trace&, SessionOptions& options) { options.class_weights.clear(); }});
  }
}

void add_scales(const CheckedStep& step, const OperationName& name, std::vector<Hypothesis>& hypotheses) {
  const auto rows = static_cast<double>(step.trace.rows.size());
  const auto outputs = static_cast<double>(step.network.outputs());
  const auto add = [&](const std::string& cause, double factor) {
    hypotheses.push_back({cause, [&step, &name, factor](Trace& trace, SessionOptions&) {
                            for (double& value : computed_values(step.network, name, trace))
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

std::string cause_in_arrays(const CheckedStep& step, const OperationCheck& check, const OperationName& name) {
  Trace copy = step.trace;
  const std::span<const double> computed = computed_values(step.network, name, copy);
  if (!computed.empty() && std::ranges::all_of(computed, [](double value) { return value == 0.0; }))
    return "all of it is 0: it was left out";
  if (name.layer && leaves_out_the_activation(step, check))
    return name.part == "gradient" ? "the activation's derivative is left out" : "the activation is left out";
  std::vector<Hypothesis> hypotheses;
  add_shifted_rows(step, name, hypotheses);
  if (name.layer)
    add_transpositions(step.network, name, hypotheses);
  if (!computed.empty())
    add_scales(step, name, hypotheses);
  return first_fitting(step, check, hypotheses);
}

/// The check that gave a result of this name.
std::optional<OperationCheck> check_named(const CheckedStep& step, const std::string& name) {
  for (OperationCheck& check : operation_checks(step)) {
    if (check(step).name == name)
      return std::move(check);
  }
  return std::nullopt;
}

}  // namespace

std::string likely_cause(const CheckedStep& step, const OperationResult& failed,
                         const NeighbouringScalars& neighbours) {
  if (failed.name == "batch.rows")
    return cause_in_batch_rows(step);
  if (failed.name == "state.before")
    return "the step does not start from what the one before it left";
  // Without the network's shapes nothing can be recomputed.
  if (failed.name == "trace")
    return {};
  const std::optional<OperationCheck> check = check_named(step, failed.name);
  if (!check)
    return {};
  const OperationName name(failed.name);
  std::string cause = cause_in_arrays(step, *check, name);
  if (cause.empty())
    cause = cause_in_update(step, failed.name, neighbours);
  if (cause.empty() && failed.outside == 1 && failed.compared > 1)
    cause = "a single element is wrong";
  return cause;
}

}  // namespace glissade::verification
