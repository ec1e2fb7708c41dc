#pragma once

#include <cstdint>
#include <memory>

#include "session/dense_layers.hpp"
#include "session/device_dataset.hpp"
#include "session/training_step.hpp"

namespace glissade::cuda {

/// Data that is not trained on goes through the network a tile of rows at a time.
class Evaluation {
 public:
  virtual ~Evaluation() = default;
  /// Adds the sums of all rows, tile by tile.
  virtual void evaluate(const DatasetView& data, ModuleSums& sums) = 0;
  virtual void predict(const DatasetView& data, std::span<float> outputs) = 0;
};

/// What an evaluation works with.
struct EvaluationContext {
  DeviceMemory& memory;
  const Network& network;
  const Stream& stream;
  const Blas& blas;
  const DeviceParameters& parameters;
  const float* class_weights;  ///< of each class, on the device; null: all 1
  std::span<const float> host_class_weights;
  Staging& staging;
};

/// In the arithmetic of the training.
std::unique_ptr<Evaluation> make_evaluation(const EvaluationContext& context, Precision precision);

std::uint64_t evaluation_rows(const Network& network);
/// Takes all that evaluations of data like this will.
void plan_evaluation(DeviceMemory& memory, const Network& network, const DatasetView& like,
                     Precision precision);

}  // namespace glissade::cuda
