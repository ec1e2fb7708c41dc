#include "backends/cpu/forward.hpp"

#include "backends/cpu/gemm.hpp"

namespace glissade::cpu {

LayerValues::LayerValues(const Layer& layer, bool is_last, std::uint64_t rows)
    : stride(is_last ? layer.outputs : row_stride(layer.outputs)),
      pre_activation(traits_of(layer.activation).derivative_needs_pre_activation ? rows * stride : 0),
      output(rows * stride) {}

std::vector<LayerValues> layer_values(const Network& network, std::uint64_t rows) {
  std::vector<LayerValues> values;
  for (const Layer& layer : network.layers())
    values.emplace_back(layer, &layer == &network.layers().back(), rows);
  return values;
}

void forward(const Network& network, const Parameters& parameters, const ElementwiseKernels& kernels,
             const GemmOperand& features, std::uint64_t first, std::uint64_t rows,
             std::span<LayerValues> values) {
  GemmOperand inputs = features;
  for (std::size_t index = 0; index < values.size(); ++index) {
    const Layer& layer = network.layers()[index];
    LayerValues& own = values[index];
    float* const outputs = own.output.data() + first * own.stride;
    float* const pre_activations =
        own.pre_activation.empty() ? outputs : own.pre_activation.data() + first * own.stride;
    multiply({.m = rows,
              .n = layer.outputs,
              .k = layer.inputs,
              .a = inputs,
              .b = parameters.forward_weights(index),
              .result = pre_activations,
              .result_stride = own.stride});
    const Block block{pre_activations, rows, layer.outputs, own.stride};
    kernels.add_bias_and_activate(layer.activation, block, parameters.bias(index), outputs);
    inputs = {outputs, own.stride};
  }
}

}  // namespace glissade::cpu
