#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "backends/cpu/elementwise.hpp"
#include "backends/cpu/parameters.hpp"
#include "glissade/network.hpp"

namespace glissade::cpu {

/// One layer's values for a number of rows.
struct LayerValues {
  std::vector<float> pre_activation;  ///< empty unless the derivative needs it
  std::vector<float> output;

  LayerValues(const Layer& layer, std::uint64_t rows);
};

std::vector<LayerValues> layer_values(const Network& network, std::uint64_t rows);

/// Takes `rows` rows of features through every layer. Row 0 of the result is written at row `first` of
/// `values`.
void forward(const Network& network, const Parameters& parameters, const ElementwiseKernels& kernels,
             const float* features, std::uint64_t first, std::uint64_t rows, std::span<LayerValues> values);

}  // namespace glissade::cpu
