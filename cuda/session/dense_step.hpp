#pragma once

#include <memory>
#include <vector>

#include "session/dense_layers.hpp"
#include "session/training_step.hpp"

namespace glissade::cuda {

/// T, float or bf16, is what factors of matrix products are stored as.
template <class T>
struct DenseStepBuffers {
  /// `holds_floats`: how the data are stored.
  DenseStepBuffers(DeviceMemory& memory, const Network& network, const BatchPlan& plan, bool holds_floats);

  DenseLayers<T> layers;
  DeviceBuffer<T> features;                        ///< of the batch; empty if the data itself serves
  DeviceBuffer<std::uint64_t> rows;                ///< of the batch; empty for natural order
  std::vector<DeviceBuffer<T>> gradients;          ///< of each layer's pre-activation
  std::vector<DeviceBuffer<float>> bias_partials;  ///< of each layer, [tiles × outputs]
  DeviceBuffer<float> output_gradient;             ///< bf16: a hidden layer's, before its activation's slope
  DeviceBuffer<double> tile_losses, tile_correct, tile_weights;
};

/// Any network, by GEMMs.
template <class T>
class DenseStep final : public TrainingStep {
 public:
  DenseStep(const StepContext& context, Staging& staging);

  void enqueue(std::uint64_t rows) override;
  void enqueue_traced(std::uint64_t rows) override { enqueue(rows); }
  void fetch(ModuleTrace& trace, Staging& staging) override;
  std::uint64_t launches() const override {
    return launches(context_.network, context_.options, context_.plan);
  }

  /// Kernels and GEMMs of a step.
  static std::uint64_t launches(const Network& network, const SessionOptions& options, const BatchPlan& plan);

 private:
  const T* batch_features() const;
  void prepare_full_batch();
  void loss(const RowTiles& tiles);
  void backward(std::uint64_t rows, const RowTiles& tiles);
  /// Null if the loss or the options have no use for them.
  double* tile_correct() const;
  double* tile_weights() const;

  StepContext context_;
  DenseStepBuffers<T> buffers_;
  std::unique_ptr<UpdateStage> update_;
};

}  // namespace glissade::cuda
