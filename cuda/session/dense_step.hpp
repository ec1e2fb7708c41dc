#pragma once

#include <memory>
#include <vector>

#include "session/dense_layers.hpp"
#include "session/training_step.hpp"

namespace glissade::cuda {

/// Any network, by GEMMs. T, float or bf16, is what factors of matrix products are stored as.
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

  static std::uint64_t bytes(const Network& network, const DatasetView& data, const SessionOptions& options,
                             std::uint64_t batch_rows);

 private:
  const T* batch_features() const;
  void prepare_full_batch();
  void loss(const RowTiles& tiles);
  void backward(std::uint64_t rows, const RowTiles& tiles);
  const std::uint64_t* batch_rows() const { return rows_.data(); }

  StepContext context_;
  DeviceBuffer<T> features_;          ///< of the batch; empty where the data itself serves
  DeviceBuffer<std::uint64_t> rows_;  ///< of the batch; empty for natural order
  DenseLayers<T> layers_;
  std::vector<DeviceBuffer<T>> gradients_;          ///< of each layer's pre-activation
  DeviceBuffer<float> output_gradient_;             ///< bf16: a hidden layer's, before its activation's slope
  std::vector<DeviceBuffer<float>> bias_partials_;  ///< of each layer, [tiles × outputs]
  DeviceBuffer<double> tile_losses_, tile_correct_, tile_weights_;
  std::unique_ptr<UpdateStage> update_;
};

}  // namespace glissade::cuda
