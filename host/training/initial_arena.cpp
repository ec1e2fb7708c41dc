#include <cmath>
#include <cstdint>
#include <new>
#include <span>
#include <stdexcept>
#include <vector>

#include "glissade/error.hpp"
#include "glissade/network.hpp"
#include "glissade/numeric/philox.hpp"

namespace glissade {
namespace {

constexpr RandomPurpose purpose = RandomPurpose::initial_parameters;

Initialization resolve(Initialization requested, const Network& network, std::size_t layer) {
  if (requested != Initialization::automatic)
    return requested;
  if (network.layers().size() == 1)
    return Initialization::zeros;
  const Activation activation = network.layers()[layer].activation;
  return activation == Activation::relu || activation == Activation::gelu ? Initialization::he
                                                                          : Initialization::glorot;
}

void fill_glorot(std::span<float> weights, const Layer& layer, std::uint64_t seed, std::uint32_t stream) {
  const double limit =
      std::sqrt(6.0 / (static_cast<double>(layer.inputs) + static_cast<double>(layer.outputs)));
  for (std::uint64_t i = 0; i < weights.size(); ++i) {
    const double uniform = uniform_from_bits(random_bits(seed, purpose, stream, i));
    weights[i] = static_cast<float>(limit * (2.0 * uniform - 1.0));
  }
}

std::vector<float> zero_arena(std::uint64_t size) {
  try {
    return std::vector<float>(size);
  } catch (const std::exception&) {  // bad_alloc, or length_error where the size alone is too much
    throw Error(ErrorKind::failure, "no memory for " + std::to_string(size) + " parameters",
                "Use smaller layers.");
  }
}

}  // namespace

std::vector<float> Network::initial_arena(Initialization initialization, std::uint64_t seed) const {
  std::vector<float> arena = zero_arena(arena_size_);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const ParameterTensor& tensor = weight(i);
    const std::span<float> weights = std::span(arena).subspan(tensor.offset, tensor.size());
    if (resolve(initialization, *this, i) == Initialization::glorot)
      fill_glorot(weights, layers_[i], seed, static_cast<std::uint32_t>(i));
  }
  return arena;
}

}  // namespace glissade
