#pragma once

#include <vector>

#include "glissade/batches.hpp"
#include "verification/faulty_backend.hpp"

namespace glissade {

using Floats = std::vector<float>;

/// One step of a faulty device, in the order of computation.
class FaultyStep {
 public:
  struct Layer {
    Floats pre_activation, output, gradient;
  };

  FaultyStep(const Network& network, const DatasetView& data, const SessionOptions& options, Fault fault)
      : network_(network), data_(data), options_(options), fault_(fault) {}

  /// Fills everything but the update.
  void compute(std::uint64_t step, const Floats& arena);
  /// Moves `arena` and moments, both there for every optimizer.
  void update(std::uint64_t step, const StepScalars& scalars, Floats& arena, Floats& first,
              Floats& second) const;

  std::vector<std::uint64_t> rows;
  Floats features;
  std::vector<Layer> layers;
  Sums sums;
  Floats arena_gradient;

 private:
  void gather(std::uint64_t step);
  void forward(const Floats& arena);
  void lose();
  void lose_squares(std::uint64_t index);
  void lose_entropy(std::uint64_t index, float inverse_weight);
  void backward(const Floats& arena);
  void gradients_of_layer(std::size_t layer);
  void hidden_gradient(const Floats& arena, std::size_t layer);

  std::uint64_t target_row(std::uint64_t index) const;
  const Floats& inputs_of(std::size_t layer) const {
    return layer == 0 ? features : layers[layer - 1].output;
  }

  const Network& network_;
  const DatasetView& data_;
  const SessionOptions& options_;
  Fault fault_;
};

}  // namespace glissade
