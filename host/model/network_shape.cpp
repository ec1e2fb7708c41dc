#include "model/network_shape.hpp"

namespace glissade {

std::string layer_sizes(const Network& network) {
  std::string sizes = std::to_string(network.features());
  for (const Layer& layer : network.layers())
    sizes += '-' + std::to_string(layer.outputs);
  return sizes;
}

std::string network_shape(const Network& network) {
  const bool has_hidden = network.layers().size() > 1;
  return layer_sizes(network) +
         (has_hidden ? ' ' + std::string(name_of(network.layers().front().activation)) : "");
}

}  // namespace glissade
