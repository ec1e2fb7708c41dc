#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glissade/batches.hpp"
#include "glissade/dataset.hpp"
#include "glissade/network.hpp"

/// The operations of a step on whole batches, in fp64. Matrices are row-major.
namespace glissade::reference {

using Values = std::vector<double>;

/// Rows of the training data that `step` uses, in batch order.
std::vector<std::uint64_t> batch_rows(const BatchPlan& plan, std::uint64_t step);

/// [rows × features].
Values gather_features(const DatasetView& data, std::span<const std::uint64_t> rows);

/// z = a·Wᵀ + b: [rows × outputs] of inputs [rows × inputs].
Values affine(const Layer& layer, std::span<const double> inputs, std::span<const double> weight,
              std::span<const double> bias);

/// ∂loss/∂a = ∂loss/∂z · W: [rows × inputs] of gradient [rows × outputs].
Values input_gradient(const Layer& layer, std::span<const double> gradient, std::span<const double> weight);

/// ∂loss/∂W = (∂loss/∂z)ᵀ · a: [outputs × inputs].
Values weight_gradient(const Layer& layer, std::span<const double> gradient, std::span<const double> inputs);

/// ∂loss/∂b = the sum of ∂loss/∂z over rows: [outputs].
Values bias_gradient(const Layer& layer, std::span<const double> gradient);

double activate(Activation activation, double pre_activation);

/// Derivative of the activation where its argument is `pre_activation` and its value `output`; that of relu
/// at 0 is 0.
double activation_derivative(Activation activation, double pre_activation, double output);

/// The part of the arena that holds a tensor.
inline std::span<const double> tensor_values(std::span<const double> arena, const ParameterTensor& tensor) {
  return arena.subspan(tensor.offset, tensor.size());
}

}  // namespace glissade::reference
