#include "backends/reference/operations.hpp"

#include <cmath>
#include <numbers>

#include "glissade/numeric/conversion.hpp"

namespace glissade::reference {
namespace {

double feature(const DatasetView& data, std::uint64_t row, std::uint64_t column) {
  if (data.features.type == ElementType::float32)
    return data.features.row<float>(row)[column];
  return feature_from_byte(data.features.row<std::uint8_t>(row)[column], data.scale[column],
                           data.shift[column]);
}

}  // namespace

std::vector<std::uint64_t> batch_rows(const BatchPlan& plan, std::uint64_t step) {
  std::vector<std::uint64_t> rows(plan.batch_rows(step));
  const Permutation order = plan.order(plan.epoch_of(step));
  for (std::uint64_t index = 0; index < rows.size(); ++index) {
    const std::uint64_t position = plan.first_position(step) + index;
    rows[index] = plan.full_batch() ? position : order(position);
  }
  return rows;
}

Values gather_features(const DatasetView& data, std::span<const std::uint64_t> rows) {
  Values features;
  features.reserve(rows.size() * data.features.columns);
  for (const std::uint64_t row : rows) {
    for (std::uint64_t column = 0; column < data.features.columns; ++column)
      features.push_back(feature(data, row, column));
  }
  return features;
}

Values affine(const Layer& layer, std::span<const double> inputs, std::span<const double> weight,
              std::span<const double> bias) {
  const std::uint64_t rows = inputs.size() / layer.inputs;
  Values result(rows * layer.outputs);
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (std::uint64_t output = 0; output < layer.outputs; ++output) {
      double sum = bias[output];
      for (std::uint64_t input = 0; input < layer.inputs; ++input)
        sum += inputs[row * layer.inputs + input] * weight[output * layer.inputs + input];
      result[row * layer.outputs + output] = sum;
    }
  }
  return result;
}

Values input_gradient(const Layer& layer, std::span<const double> gradient, std::span<const double> weight) {
  const std::uint64_t rows = gradient.size() / layer.outputs;
  Values result(rows * layer.inputs);
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (std::uint64_t output = 0; output < layer.outputs; ++output) {
      for (std::uint64_t input = 0; input < layer.inputs; ++input) {
        result[row * layer.inputs + input] +=
            gradient[row * layer.outputs + output] * weight[output * layer.inputs + input];
      }
    }
  }
  return result;
}

Values weight_gradient(const Layer& layer, std::span<const double> gradient, std::span<const double> inputs) {
  const std::uint64_t rows = gradient.size() / layer.outputs;
  Values result(layer.outputs * layer.inputs);
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (std::uint64_t output = 0; output < layer.outputs; ++output) {
      for (std::uint64_t input = 0; input < layer.inputs; ++input) {
        result[output * layer.inputs + input] +=
            gradient[row * layer.outputs + output] * inputs[row * layer.inputs + input];
      }
    }
  }
  return result;
}

Values bias_gradient(const Layer& layer, std::span<const double> gradient) {
  Values result(layer.outputs);
  for (std::uint64_t index = 0; index < gradient.size(); ++index)
    result[index % layer.outputs] += gradient[index];
  return result;
}

double activate(Activation activation, double pre_activation) {
  const double x = pre_activation;
  switch (activation) {
    case Activation::identity:
      return x;
    case Activation::relu:
      // Written so that NaN stays NaN.
      return x < 0.0 ? 0.0 : x;
    case Activation::gelu:
      return x * 0.5 * std::erfc(-x / std::numbers::sqrt2);
    case Activation::tanh:
      return std::tanh(x);
    case Activation::sigmoid:
      return 1.0 / (1.0 + std::exp(-x));
  }
  __builtin_unreachable();
}

double activation_derivative(Activation activation, double pre_activation, double output) {
  const double x = pre_activation;
  const double y = output;
  switch (activation) {
    case Activation::identity:
      return 1.0;
    case Activation::relu:
      return y > 0.0 ? 1.0 : 0.0;
    case Activation::gelu:
      // Φ(x) + x·φ(x), with the distribution and density of N(0, 1).
      return 0.5 * std::erfc(-x / std::numbers::sqrt2) +
             x * std::exp(-0.5 * x * x) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
    case Activation::tanh:
      return 1.0 - y * y;
    case Activation::sigmoid:
      return y * (1.0 - y);
  }
  __builtin_unreachable();
}

}  // namespace glissade::reference
