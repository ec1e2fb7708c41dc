#include "session/dense_layers.hpp"

#include <type_traits>

#include "kernels/dense_layer.hpp"

namespace glissade::cuda {

template <class T>
bool DenseLayers<T>::is_in_place(const Layer& layer) {
  return std::is_same_v<T, float> && !keeps_pre_activation(layer);
}

template <class T>
DenseLayers<T>::DenseLayers(DeviceMemory& memory, const Network& network, std::uint64_t rows)
    : network_(network) {
  for (std::size_t index = 0; index < network.layers().size(); ++index) {
    const Layer& layer = network.layers()[index];
    const bool is_hidden = index + 1 < network.layers().size();
    sums_.emplace_back(memory, rows * layer.outputs);
    outputs_.emplace_back(memory, is_hidden && !is_in_place(layer) ? rows * layer.outputs : 0);
  }
}

template <class T>
void DenseLayers<T>::forward(const Stream& stream, const Blas& blas, const DeviceParameters& parameters,
                             const T* features, std::uint64_t rows, std::uint64_t product_rows) const {
  const T* input = features;
  for (std::size_t index = 0;; ++index) {
    const Layer& layer = network_.layers()[index];
    blas.multiply(product_rows, layer.outputs, layer.inputs, {input, layer.inputs},
                  {weights_of<T>(network_, parameters, index), layer.inputs, true}, sums_[index].data());
    if (index + 1 == network_.layers().size())
      return;
    T* const output = const_cast<T*>(this->output(index));
    const ActivationPass pass{layer.activation,
                              keeps_pre_activation(layer),
                              rows,
                              layer.outputs,
                              parameters.arena().values + network_.bias(index).offset,
                              sums_[index].data()};
    add_bias_and_activate(stream, pass, output);
    input = output;
  }
}

template <class T>
const float* DenseLayers<T>::pre_activation(std::size_t layer) const {
  return sums_[layer].data();
}

template <class T>
const T* DenseLayers<T>::output(std::size_t layer) const {
  if constexpr (std::is_same_v<T, float>)
    return outputs_[layer].size() > 0 ? outputs_[layer].data() : sums_[layer].data();
  else
    return outputs_[layer].data();
}

template <>
const float* weights_of<float>(const Network& network, const DeviceParameters& parameters,
                               std::size_t layer) {
  return parameters.arena().values + network.weight(layer).offset;
}

template <>
const __nv_bfloat16* weights_of<__nv_bfloat16>(const Network& network, const DeviceParameters& parameters,
                                               std::size_t layer) {
  return parameters.arena().rounded_values + network.weight(layer).offset;
}

template class DenseLayers<float>;
template class DenseLayers<__nv_bfloat16>;

}  // namespace glissade::cuda
