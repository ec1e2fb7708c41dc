#pragma once

#include <string>

#include "glissade/network.hpp"

namespace glissade {

/// The sizes of inputs and layers: "784-128-10".
std::string layer_sizes(const Network& network);

/// The same with the activation of the hidden layers, if there are any: "784-128-10 relu". Checkpoints tell
/// networks apart by it.
std::string network_shape(const Network& network);

}  // namespace glissade
