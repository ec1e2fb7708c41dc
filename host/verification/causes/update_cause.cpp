#include "verification/causes/update_cause.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include "verification/bounds/enclosure.hpp"

namespace glissade::verification {
namespace {

/// A step that is changed to make a mistake on purpose.
struct Mistake {
  Trace trace;
  SessionOptions options;
  ParameterTensor tensor;
};

struct Hypothesis {
  std::string cause;
  std::function<void(Mistake&)> make;
};

void use_corrections_of(StepScalars& scalars, const StepScalars& other) {
  scalars.inverse_bias_correction1 = other.inverse_bias_correction1;
  scalars.inverse_bias_correction2 = other.inverse_bias_correction2;
}

std::vector<Hypothesis> hypotheses(const NeighbouringScalars& neighbours) {
  return {
      {"the bias correction is that of the next step: t is one too large",
       [&](Mistake& mistake) { use_corrections_of(mistake.trace.scalars, neighbours.after); }},
      {"the bias correction is that of the step before: t is one too small",
       [&](Mistake& mistake) { use_corrections_of(mistake.trace.scalars, neighbours.before); }},
      {"the bias correction is left out",
       [](Mistake& mistake) { use_corrections_of(mistake.trace.scalars, {}); }},
      {"its scalars are those of the next step",
       [&](Mistake& mistake) { mistake.trace.scalars = neighbours.after; }},
      {"its scalars are those of the step before",
       [&](Mistake& mistake) { mistake.trace.scalars = neighbours.before; }},
      {"penalties or decay are applied to biases", [](Mistake& mistake) { mistake.tensor.is_bias = false; }},
      {"penalties and decay are left out", [](Mistake& mistake) { mistake.tensor.is_bias = true; }},
      {"the weight decay is left out", [](Mistake& mistake) { mistake.trace.scalars.decay_factor = 1.0f; }},
      {"the gradient is not clipped", [](Mistake& mistake) { mistake.options.optimizer.clip = 0.0f; }},
      {"the momentum looks ahead, or does not, against the options",
       [](Mistake& mistake) { mistake.options.optimizer.nesterov = !mistake.options.optimizer.nesterov; }},
      {"the gradient's sign is turned round",
       [](Mistake& mistake) {
         for (double& gradient : mistake.trace.arena_gradient)
           gradient = -gradient;
       }},
  };
}

const std::vector<double>& part_of(const State& state, UpdatedPart part) {
  return part == UpdatedPart::value          ? state.arena
         : part == UpdatedPart::first_moment ? state.first_moment
                                             : state.second_moment;
}

bool is_unchanged(const Trace& trace, const ParameterTensor& tensor, UpdatedPart part) {
  const std::vector<double>& before = part_of(trace.before, part);
  const std::vector<double>& after = part_of(trace.after, part);
  const auto first = static_cast<std::ptrdiff_t>(tensor.offset);
  const auto end = first + static_cast<std::ptrdiff_t>(tensor.size());
  return std::equal(before.begin() + first, before.begin() + end, after.begin() + first);
}

/// Adam's update with √(v̂ + ε) where √v̂ + ε belongs. Without penalties and clipping, whose part in it the
/// moments of the trace have taken in.
bool has_epsilon_inside_the_root(const CheckedStep& step, const OperationId& operation) {
  if (step.options.optimizer.kind == OptimizerKind::sgd || operation.part != UpdatedPart::value)
    return false;
  const ParameterTensor& tensor = step.tensor_of(operation);
  const StepScalars& scalars = step.trace.scalars;
  const State& after = step.trace.after;
  const bool decays = step.options.optimizer.kind == OptimizerKind::adamw && !tensor.is_bias;
  for (std::uint64_t element = 0; element < tensor.size(); ++element) {
    const std::uint64_t index = tensor.offset + element;
    const Enclosure mean = Enclosure(after.first_moment[index]) * Enclosure(scalars.inverse_bias_correction1);
    const Enclosure variance =
        Enclosure(after.second_moment[index]) * Enclosure(scalars.inverse_bias_correction2);
    const Enclosure change =
        Enclosure(scalars.learning_rate) * mean / sqrt(variance + Enclosure(step.options.optimizer.epsilon));
    const Enclosure value =
        Enclosure(step.trace.before.arena[index]) * Enclosure(decays ? scalars.decay_factor : 1.0f) - change;
    if (fraction_used(value, after.arena[index]) > 1.0)
      return false;
  }
  return true;
}

}  // namespace

std::string cause_in_update(const CheckedStep& step, const OperationId& operation,
                            const NeighbouringScalars& neighbours) {
  if (operation.kind != OperationKind::update)
    return {};
  const ParameterTensor& tensor = step.tensor_of(operation);
  if (is_unchanged(step.trace, tensor, operation.part))
    return "nothing is updated";
  if (has_epsilon_inside_the_root(step, operation))
    return "ε is inside the root";
  for (const auto& [cause, make] : hypotheses(neighbours)) {
    Mistake mistake{step.trace, step.options, tensor};
    make(mistake);
    const CheckedStep mistaken{step.network, step.data, mistake.options, mistake.trace};
    if (check_update(mistaken, operation, mistake.tensor).passed())
      return cause;
  }
  return {};
}

}  // namespace glissade::verification
