#include <cmath>
#include <vector>

#include "backends/reference/formulas.hpp"
#include "verification/bounds/bounds.hpp"
#include "verification/operations/comparison.hpp"
#include "verification/operations/operation_checks.hpp"

namespace glissade::verification {
namespace {

using Element = reference::Element<Enclosure>;

/// ‖g‖₂ of the fast gradient.
Enclosure gradient_norm(const CheckedStep& step) {
  double squares = 0.0;
  for (const double value : step.trace.arena_gradient)
    squares += value * value;
  const SumShape shape{step.network.parameter_count()};
  return sqrt(Enclosure::around(squares, sum_bound(shape, squares)));
}

double element_or_zero(const std::vector<double>& values, std::uint64_t index) {
  return values.empty() ? 0.0 : values[index];
}

Element element_before(const State& state, std::uint64_t index) {
  return {Enclosure(state.arena[index]), Enclosure(element_or_zero(state.first_moment, index)),
          Enclosure(element_or_zero(state.second_moment, index))};
}

const std::vector<double>& part_of(const State& state, UpdatedPart part) {
  return part == UpdatedPart::value          ? state.arena
         : part == UpdatedPart::first_moment ? state.first_moment
                                             : state.second_moment;
}

const Enclosure& part_of(const Element& element, UpdatedPart part) {
  return part == UpdatedPart::value          ? element.value
         : part == UpdatedPart::first_moment ? element.first_moment
                                             : element.second_moment;
}

bool may_overflow(const Element& element) {
  return verification::may_overflow(element.value) || verification::may_overflow(element.first_moment) ||
         verification::may_overflow(element.second_moment);
}

/// `factor` is that of clipping.
Element expected_element(const CheckedStep& step, const ParameterTensor& tensor, std::uint64_t element,
                         const Enclosure& factor) {
  const std::uint64_t index = tensor.offset + element;
  const Enclosure gradient = Enclosure(step.trace.arena_gradient[index]) * factor;
  return reference::updated(step.options.optimizer, step.trace.scalars,
                            element_before(step.trace.before, index), gradient, tensor.is_bias);
}

}  // namespace

bool update_may_overflow(const CheckedStep& step) {
  const Enclosure factor = reference::clip_factor(step.options.optimizer, gradient_norm(step));
  for (const ParameterTensor& tensor : step.network.tensors()) {
    for (std::uint64_t element = 0; element < tensor.size(); ++element) {
      if (may_overflow(expected_element(step, tensor, element, factor)))
        return true;
    }
  }
  return false;
}

OperationResult check_update(const CheckedStep& step, const OperationId& operation) {
  return check_update(step, operation, step.tensor_of(operation));
}

OperationResult check_update(const CheckedStep& step, const OperationId& operation,
                             const ParameterTensor& tensor) {
  const UpdatedPart part = operation.part;
  const Enclosure factor = reference::clip_factor(step.options.optimizer, gradient_norm(step));
  const std::vector<double>& before = part_of(step.trace.before, part);
  const std::vector<double>& after = part_of(step.trace.after, part);
  const bool updates_nothing = step.diverged() && loss_may_overflow(step);
  Comparison comparison(operation, tensor.columns);
  for (std::uint64_t element = 0; element < tensor.size(); ++element) {
    const std::uint64_t index = tensor.offset + element;
    const Element expected = expected_element(step, tensor, element, factor);
    // In a step that was not finite, an element that would not be keeps its value, or all do.
    const bool may_stay = updates_nothing || (step.diverged() && may_overflow(expected));
    if (may_stay && after[index] == before[index])
      continue;
    // Whatever the formula gives: an infinity is never stored.
    if (std::isfinite(after[index]))
      comparison.add(element, after[index], part_of(expected, part));
    else
      comparison.add_exact(element, after[index], before[index]);
  }
  return comparison.result();
}

OperationResult check_padding(const CheckedStep& step) {
  std::vector<bool> used(step.network.arena_size(), false);
  for (const ParameterTensor& tensor : step.network.tensors()) {
    for (std::uint64_t index = 0; index < tensor.size(); ++index)
      used[tensor.offset + index] = true;
  }
  Comparison comparison({OperationKind::padding});
  const State& after = step.trace.after;
  for (std::uint64_t index = 0; index < used.size(); ++index) {
    if (used[index])
      continue;
    for (const std::vector<double>* values :
         {&step.trace.arena_gradient, &after.arena, &after.first_moment, &after.second_moment})
      comparison.add(index, element_or_zero(*values, index), Enclosure(0.0));
  }
  return comparison.result();
}

}  // namespace glissade::verification
