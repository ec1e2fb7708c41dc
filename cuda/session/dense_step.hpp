#pragma once

#include <memory>
#include <vector>

#include "device/side_stream.hpp"
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
  std::vector<StepNode> nodes() const override {
    return nodes(context_.network, context_.options, context_.plan);
  }

  static std::vector<StepNode> nodes(const Network& network, const SessionOptions& options,
                                     const BatchPlan& plan);
  /// Whether gradients of weights are computed aside, by a cuBLAS of their own.
  static bool has_branch(const Network& network) { return network.layers().size() > 1; }

 private:
  /// The gradients of weights, for which the layers below do not wait.
  struct Branch {
    explicit Branch(const StepContext& context)
        : blas(context.memory, side.stream(), context.options.precision) {}

    SideStream side;
    Blas blas;
  };

  const T* batch_features() const;
  void prepare_full_batch();
  void loss(const RowTiles& tiles);
  void backward(std::uint64_t rows, const RowTiles& tiles);
  void weight_gradient(const Blas& blas, std::size_t layer, std::uint64_t rows);
  /// Null if the loss or the options have no use for them.
  double* tile_correct() const;
  double* tile_weights() const;

  StepContext context_;
  DenseStepBuffers<T> buffers_;
  std::unique_ptr<UpdateStage> update_;
  std::unique_ptr<Branch> branch_;  ///< null without hidden layers
};

}  // namespace glissade::cuda
