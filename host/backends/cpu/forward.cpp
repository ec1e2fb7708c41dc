#include "backends/cpu/forward.hpp"

#include "backends/cpu/gemm.hpp"

namespace glissade::cpu {

LayerValues::LayerValues(const Layer& layer, std::uint64_t rows)
    : pre_activation(traits_of(layer.activation).derivative_needs_pre_activation ? rows * layer.outputs : 0),
      output(rows * layer.outputs) {}

std::vector<LayerValues> layer_values(const Network& network, std::uint64_t rows) {
  std::vector<LayerValues> values;
  for (const Layer& layer : network.layers())
    values.emplace_back(layer, rows);
  return values;
}

void forward(const Network& network, const Parameters& parameters, const ElementwiseKernels& kernels,
             const float* features, std::uint64_t first, std::uint64_t rows, std::span<LayerValues> values) {
  const float* inputs = features;
  for (std::size_t index = 0; index < values.size(); ++index) {
    const Layer& layer = network.layers()[index];
    float* const outputs = values[index].output.data() + first * layer.outputs;
    float* const pre_activations = values[index].pre_activation.empty()
                                       ? outputs
                                       : values[index].pre_activation.data() + first * layer.outputs;
    gemm(multiplier_of(layer), rows, layer.outputs, layer.inputs, {inputs, layer.inputs},
         parameters.forward_weights(network, index), pre_activations, layer.outputs);
    const Block block{pre_activations, rows, layer.outputs};
    kernels.add_bias(block, parameters.tensor(network.bias(index)));
    if (layer.activation != Activation::identity)
      kernels.activate(layer.activation, block, outputs);
    inputs = outputs;
  }
}

}  // namespace glissade::cpu
