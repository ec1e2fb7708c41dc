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
  std::uint64_t stride;          ///< elements from one row to the next; the last layer's lie side by side
  AlignedFloats pre_activation;  ///< empty unless the derivative needs it
  AlignedFloats output;

  LayerValues(const Layer& layer, bool is_last, std::uint64_t rows);
};

std::vector<LayerValues> layer_values(const Network& network, std::uint64_t rows);

/// Takes `rows` rows of features [rows × features.stride] through every layer. Row 0 of the result is written
/// at row `first` of `values`. A row's values do not depend on the rows beside it.
void forward(const Network& network, const Parameters& parameters, const ElementwiseKernels& kernels,
             const GemmOperand& features, std::uint64_t first, std::uint64_t rows,
             std::span<LayerValues> values);

}  // namespace glissade::cpu
