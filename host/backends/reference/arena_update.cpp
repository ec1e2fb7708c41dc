#include "backends/reference/arena_update.hpp"

#include <cmath>
#include <vector>

#include "backends/reference/formulas.hpp"

namespace glissade::reference {
namespace {

double norm(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values)
    sum += value * value;
  return std::sqrt(sum);
}

/// An element of the arena or of a moment that the optimizer does not keep is 0.
double element_or_zero(const std::vector<double>& values, std::uint64_t index) {
  return values.empty() ? 0.0 : values[index];
}

bool is_finite(const Element<double>& element) {
  return std::isfinite(element.value) && std::isfinite(element.first_moment) &&
         std::isfinite(element.second_moment);
}

}  // namespace

bool update_arena(const Network& network, const OptimizerOptions& options, const StepScalars& scalars,
                  std::span<const double> gradient, State& state) {
  const double factor = clip_factor(options, norm(gradient));
  bool finite = true;
  for (const ParameterTensor& tensor : network.tensors()) {
    for (std::uint64_t i = tensor.offset; i < tensor.offset + tensor.size(); ++i) {
      const Element<double> element{state.arena[i], element_or_zero(state.first_moment, i),
                                    element_or_zero(state.second_moment, i)};
      const Element<double> next = updated(options, scalars, element, gradient[i] * factor, tensor.is_bias);
      if (!is_finite(next)) {
        finite = false;
        continue;
      }
      state.arena[i] = next.value;
      if (!state.first_moment.empty())
        state.first_moment[i] = next.first_moment;
      if (!state.second_moment.empty())
        state.second_moment[i] = next.second_moment;
    }
  }
  return finite;
}

}  // namespace glissade::reference
