#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <new>
#include <span>
#include <string>
#include <vector>

#include "glissade/error.hpp"
#include "glissade/network.hpp"
#include "glissade/numeric/philox.hpp"
#include "numeric/random_fill.hpp"

namespace glissade {
namespace {

Initialization resolve(Initialization requested, const Network& network, std::size_t layer) {
  if (requested != Initialization::automatic)
    return requested;
  if (network.layers().size() == 1)
    return Initialization::zeros;
  return traits_of(network.layers()[layer].activation).initialization;
}

/// Normal, of standard deviation √(2/inputs): He, Zhang, Ren and Sun, ICCV 2015.
void fill_he(std::span<float> weights, const Layer& layer, const RandomStream& stream) {
  const double deviation = std::sqrt(2.0 / static_cast<double>(layer.inputs));
  fill_normals(stream, 0, weights);
  for (float& weight : weights)
    weight = static_cast<float>(deviation * weight);
}

/// Uniform within ±√(6/(inputs + outputs)): Glorot and Bengio, AISTATS 2010.
void fill_glorot(std::span<float> weights, const Layer& layer, const RandomStream& stream) {
  const double limit =
      std::sqrt(6.0 / (static_cast<double>(layer.inputs) + static_cast<double>(layer.outputs)));
  fill_uniforms(stream, 0, weights);
  for (float& weight : weights)
    weight = static_cast<float>(limit * (2.0 * weight - 1.0));
}

std::vector<float> zero_arena(std::uint64_t size) {
  // An allocator may promise memory that is not there; the program would die on writing to it.
  const auto available = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                         static_cast<std::uint64_t>(sysconf(_SC_PAGE_SIZE));
  if (size <= available / sizeof(float)) {
    try {
      return std::vector<float>(size);
    } catch (const std::bad_alloc&) {
    }
  }
  throw Error(ErrorKind::failure, "no memory for the network's " + std::to_string(size) + " parameters",
              "Use smaller layers.");
}

}  // namespace

std::vector<float> Network::initial_arena(Initialization initialization, std::uint64_t seed) const {
  std::vector<float> arena = zero_arena(arena_size_);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const ParameterTensor& tensor = weight(i);
    const std::span<float> weights = std::span(arena).subspan(tensor.offset, tensor.size());
    const RandomStream stream{seed, RandomPurpose::initial_parameters, static_cast<std::uint32_t>(i)};
    const Initialization method = resolve(initialization, *this, i);
    if (method == Initialization::he)
      fill_he(weights, layers_[i], stream);
    if (method == Initialization::glorot)
      fill_glorot(weights, layers_[i], stream);
  }
  return arena;
}

}  // namespace glissade
