#include "glissade/network.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "glissade/error.hpp"
#include "glissade/numeric/divided_up.hpp"
#include "model/names.hpp"

namespace glissade {
namespace {

constexpr std::array initialization_names{
    Named{"automatic", Initialization::automatic},
    Named{"he", Initialization::he},
    Named{"glorot", Initialization::glorot},
    Named{"zeros", Initialization::zeros},
};

// State holds the arena and two moments in fp64; below this their sizes in bytes cannot wrap either.
constexpr std::uint64_t largest_arena = std::numeric_limits<std::uint64_t>::max() / 64;

/// Where the tensor after one of `rows` × `columns` at `offset` starts.
std::uint64_t next_offset(std::uint64_t offset, std::uint64_t rows, std::uint64_t columns) {
  std::uint64_t size = 0, end = 0;
  if (__builtin_mul_overflow(rows, columns, &size) || __builtin_add_overflow(offset, size, &end) ||
      end > largest_arena) {
    throw Error(ErrorKind::usage,
                "a layer of " + std::to_string(columns) + " inputs and " + std::to_string(rows) +
                    " outputs has more parameters than can be addressed",
                "Use smaller layers.");
  }
  return rounded_up(end, Network::arena_alignment);
}

}  // namespace

std::string_view name_of(Activation activation) {
  return traits_of(activation).name;
}

std::string_view name_of(Loss loss) {
  return traits_of(loss).name;
}

std::string_view name_of(Initialization initialization) {
  return find_name<Initialization>(initialization, initialization_names);
}

Activation parse_activation(std::string_view name) {
  return parse_name<Activation>("activation", name, activation_list);
}

Initialization parse_initialization(std::string_view name) {
  return parse_name<Initialization>("initialization", name, initialization_names);
}

std::optional<Loss> loss_named(std::string_view name) {
  for (const LossTraits& traits : loss_list) {
    if (traits.name == name)
      return traits.value;
  }
  return std::nullopt;
}

Network::Network(std::uint64_t features, std::span<const std::uint64_t> hidden, std::uint64_t outputs,
                 Activation activation, Loss loss)
    : loss_(loss) {
  std::uint64_t inputs = features;
  for (const std::uint64_t units : hidden) {
    layers_.push_back({inputs, units, activation});
    inputs = units;
  }
  layers_.push_back({inputs, outputs, Activation::identity});

  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Layer& layer = layers_[i];
    const std::string name = "layers." + std::to_string(i);
    if (layer.inputs == 0 || layer.outputs == 0) {
      throw Error(ErrorKind::usage,
                  name + " has " + std::to_string(layer.inputs) + " inputs and " +
                      std::to_string(layer.outputs) + " outputs",
                  "Every layer needs at least one of each.");
    }
    tensors_.push_back({name + ".weight", arena_size_, layer.outputs, layer.inputs, false});
    arena_size_ = next_offset(arena_size_, layer.outputs, layer.inputs);
    tensors_.push_back({name + ".bias", arena_size_, layer.outputs, 1, true});
    arena_size_ = next_offset(arena_size_, layer.outputs, 1);
  }
}

std::uint64_t Network::parameter_count() const {
  std::uint64_t count = 0;
  for (const ParameterTensor& tensor : tensors_)
    count += tensor.size();
  return count;
}

}  // namespace glissade
