#pragma once

#include <vector>

#include "glissade/backend.hpp"
#include "glissade/network.hpp"

namespace glissade::cpu {

/// What training changes: the arena and the optimizer's moments of every element, all with the arena's
/// layout.
class Parameters {
 public:
  Parameters(const Network& network, const OptimizerOptions& optimizer);

  const float* tensor(const ParameterTensor& tensor) const { return arena.data() + tensor.offset; }

  State state(std::uint64_t step) const;
  /// Sizes must fit. Moments may be empty: zeros.
  void restore(const State& state);

  std::vector<float> arena;
  std::vector<float> first_moment;   ///< empty where the optimizer has none
  std::vector<float> second_moment;  ///< empty where the optimizer has none
};

}  // namespace glissade::cpu
