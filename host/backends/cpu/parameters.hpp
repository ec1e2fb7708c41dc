#pragma once

#include <cstdint>
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

/// A part of a layer's weights as they are stored.
struct WeightBlock {
  std::uint64_t first_row;
  std::uint64_t rows;
  std::uint64_t first_column;
  std::uint64_t columns;
};

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

  /// To be called after an update of a block: tiles multiply by a transposed copy of weights that are stored
  /// as [outputs × inputs].
  void transpose_block(std::size_t layer, const WeightBlock& block);

  State state(std::uint64_t step) const;
  /// Sizes must fit. Moments may be empty: zeros.
  void restore(const State& state);

  std::vector<float> arena;
  std::vector<float> first_moment;   ///< empty where the optimizer has none
  std::vector<float> second_moment;  ///< empty where the optimizer has none

 private:
  void assign(const std::vector<double>& from, std::vector<float>& to) const;

  ParameterTensor inputs_first_;  ///< the weights that are stored so; of no size where none are
  std::vector<ParameterTensor> weights_;
  std::vector<std::vector<float>> transposed_;  ///< per layer, [inputs × outputs]; empty where not needed
};

}  // namespace glissade::cpu
