#include "report/coefficients.hpp"

namespace glissade {

namespace {

template <class Number>
std::vector<TargetCoefficients> in_input_units(const Model& model, const std::vector<Number>& arena) {
  const Preprocessing& preprocessing = model.preprocessing;
  const std::vector<std::string> features = preprocessing.feature_names();
  const Number* const weights = arena.data() + model.network.weight(0).offset;
  const Number* const biases = arena.data() + model.network.bias(0).offset;
  std::vector<TargetCoefficients> targets;
  for (std::uint64_t output = 0; output < model.network.outputs(); ++output) {
    const double unit = preprocessing.target_scale[output];
    TargetCoefficients target;
    target.target = preprocessing.target_names[output];
    target.intercept = preprocessing.target_mean[output] + unit * biases[output];
    for (std::uint64_t feature = 0; feature < model.network.features(); ++feature) {
      const double weight = weights[output * model.network.features() + feature];
      const double value = unit * weight * preprocessing.scale[feature];
      target.intercept -= value * preprocessing.shift[feature];
      target.coefficients.push_back({features[feature], value});
    }
    targets.push_back(std::move(target));
  }
  return targets;
}

}  // namespace

std::vector<TargetCoefficients> input_unit_coefficients(const Model& model) {
  return model.predicts_in_double() ? in_input_units(model, model.arena64)
                                    : in_input_units(model, model.arena);
}

}  // namespace glissade
