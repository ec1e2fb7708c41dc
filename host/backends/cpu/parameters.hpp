#pragma once

#include <vector>

#include "backends/cpu/gemm.hpp"
#include "glissade/backend.hpp"
#include "glissade/network.hpp"

namespace glissade::cpu {

/// Whether a session keeps the weights of a layer as [inputs × outputs]. The first layer's are the largest as
/// a rule, and go forward alone: then their product needs no transposed operand (14 µs, not 21, for 32 × 784
/// × 128 on two cores). Other layers' are transposed in one direction or in the other.
inline bool stores_inputs_first(const Network& network, std::size_t layer) {
  constexpr std::uint64_t fewest_outputs = 16;
  return layer == 0 && network.layers()[0].outputs >= fewest_outputs;
}

/// What training changes: the arena and the optimizer's moments of every element, all laid out as the arena
/// is, but for the first layer's weights.
class Parameters {
 public:
  Parameters(const Network& network, const OptimizerOptions& optimizer);

  const float* tensor(const ParameterTensor& tensor) const { return arena.data() + tensor.offset; }
  /// The weights of a layer as [inputs × outputs].
  GemmOperand forward_weights(const Network& network, std::size_t layer) const;

  /// Values as they are stored here, in the arena's own layout.
  std::vector<double> in_arena_layout(const std::vector<float>& stored) const;

  State state(std::uint64_t step) const;
  /// Sizes must fit. Moments may be empty: zeros.
  void restore(const State& state);

  std::vector<float> arena;
  std::vector<float> first_moment;   ///< empty where the optimizer has none
  std::vector<float> second_moment;  ///< empty where the optimizer has none

 private:
  void assign(const std::vector<double>& from, std::vector<float>& to) const;

  ParameterTensor inputs_first_;  ///< the weights that are stored so; of no size where none are
};

}  // namespace glissade::cpu
