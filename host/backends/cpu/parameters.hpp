#pragma once

#include <cstdint>
#include <vector>

#include "backends/cpu/aligned_floats.hpp"
#include "backends/cpu/gemm.hpp"
#include "glissade/backend.hpp"
#include "glissade/network.hpp"

namespace glissade::cpu {

/// The place of a layer's weights in a session's arena, [outputs × inputs] or [inputs × outputs]. What lies
/// between two rows and behind the biases is 0, and stays so.
struct StoredWeights {
  std::uint64_t offset;
  std::uint64_t rows;
  std::uint64_t columns;
  std::uint64_t stride;
  /// The first layer's are the largest as a rule, and go forward alone: then no transposed copy is needed.
  bool inputs_first;
  std::uint64_t bias;  ///< offset of the layer's biases, row_stride() of them
};

/// A part of a layer's weights as they are stored.
struct WeightBlock {
  std::uint64_t first_row;
  std::uint64_t rows;
  std::uint64_t first_column;
  std::uint64_t columns;
};

/// One per layer, one behind the other.
std::vector<StoredWeights> stored_weights(const Network& network);

/// The arena and the optimizer's moments of every element, which training changes, laid out for products.
class Parameters {
 public:
  Parameters(const Network& network, const OptimizerOptions& optimizer);

  std::size_t size() const { return arena.size(); }
  const StoredWeights& place(std::size_t layer) const { return places_[layer]; }
  const float* bias(std::size_t layer) const { return arena.data() + places_[layer].bias; }
  /// The weights of a layer as they are stored.
  GemmOperand weights(std::size_t layer) const {
    return {arena.data() + places_[layer].offset, places_[layer].stride};
  }
  /// The weights of a layer as [inputs × outputs].
  GemmOperand forward_weights(std::size_t layer) const;

  /// Values as they are stored here, in the network's own layout.
  std::vector<double> in_arena_layout(const AlignedFloats& stored) const;

  /// To be called after an update of a block: brings the copy of forward_weights() up to date.
  void transpose_block(std::size_t layer, const WeightBlock& block);

  State state(std::uint64_t step) const;
  /// Sizes must fit. Moments may be empty: zeros.
  void restore(const State& state);

  AlignedFloats arena;
  AlignedFloats first_moment;   ///< empty where the optimizer has none
  AlignedFloats second_moment;  ///< empty where the optimizer has none

 private:
  /// Calls `visit(stored, own)` with the offsets of each parameter here and in the network's arena.
  template <class Visit>
  void for_each_parameter(const Visit& visit) const;
  void assign(const std::vector<double>& from, AlignedFloats& to) const;

  Network network_;
  std::vector<StoredWeights> places_;
  std::vector<AlignedFloats> transposed_;  ///< per layer, [inputs × outputs]; empty where not needed
};

}  // namespace glissade::cpu
