#pragma once

#include <memory>

#include "kernels/linear_gradient.hpp"
#include "session/training_step.hpp"

namespace glissade::cuda {

struct LinearStepBuffers {
  LinearStepBuffers(DeviceMemory& memory, const Network& network, const BatchPlan& plan);

  DeviceBuffer<float> partials;  ///< LinearPass::partials
  DeviceBuffer<double> tile_losses;
};

/// Linear regression of one target in fp32: each row is read once.
class LinearStep final : public TrainingStep {
 public:
  LinearStep(const StepContext& context, Staging& staging);

  /// Whether there is such a step for the problem, and it pays.
  static bool fits(const Network& network, const SessionOptions& options, const BatchPlan& plan);

  void enqueue(std::uint64_t rows) override;
  void enqueue_traced(std::uint64_t rows) override;
  void fetch(ModuleTrace& trace, Staging& staging) override;
  std::vector<StepNode> nodes() const override { return nodes(context_.options); }

  static std::vector<StepNode> nodes(const SessionOptions& options);

 private:
  /// What a trace keeps of a step.
  struct Record {
    DeviceBuffer<std::uint64_t> rows;
    DeviceBuffer<float> features, outputs, gradients;
  };
  LinearPass pass(std::uint64_t rows) const;
  void enqueue_pass(const LinearPass& pass);
  void record_features(std::uint64_t rows);

  StepContext context_;
  LinearStepBuffers buffers_;
  std::unique_ptr<UpdateStage> update_;
  Record record_;  ///< empty until a step is traced
};

}  // namespace glissade::cuda
