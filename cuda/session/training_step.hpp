#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "device/blas.hpp"
#include "device/stream.hpp"
#include "glissade/batches.hpp"
#include "glissade/device_module.hpp"
#include "kernels/update.hpp"
#include "session/device_dataset.hpp"
#include "session/device_parameters.hpp"
#include "session/run_table.hpp"
#include "session/staging.hpp"

namespace glissade::cuda {

/// What every step of a session works with.
struct StepContext {
  DeviceMemory& memory;
  const Network& network;
  const SessionOptions& options;
  const BatchPlan& plan;
  const Stream& stream;
  const Blas& blas;
  const DeviceDataset& data;
  const float* class_weights;  ///< on the device; null: all 1
  const DeviceParameters& parameters;
  const RunTable& table;
};

/// A kernel or a GEMM of a step.
struct StepNode {
  std::string name;
  bool is_aside = false;  ///< what follows does not wait for it, but for the update
};

/// One way to train a step.
class TrainingStep {
 public:
  virtual ~TrainingStep() = default;

  /// Queues all calls of one step with a batch of `rows`. Which step, the device knows.
  virtual void enqueue(std::uint64_t rows) = 0;
  /// The same, keeping for fetch() what training has no use for.
  virtual void enqueue_traced(std::uint64_t rows) = 0;
  /// What the last traced step used and produced; all but the gradient of the arena.
  virtual void fetch(ModuleTrace& trace, Staging& staging) = 0;
  /// Nodes of a step, in the order in which enqueue() queues them.
  virtual std::vector<StepNode> nodes() const = 0;
};

/// The partial sums of a tensor's gradient, [tiles × its columns]; null: the gradient is complete.
struct PartialSums {
  const float* data = nullptr;
  std::uint32_t stride = 0;
};

/// The table of the segments in which blocks update the arena, and what they leave for clipping.
struct UpdateBuffers {
  UpdateBuffers(DeviceMemory& memory, std::uint64_t segment_count)
      : segments(memory, segment_count), squared_norms(memory, segment_count) {}

  DeviceBuffer<ArenaSegment> segments;
  DeviceBuffer<double> squared_norms;
};

class UpdateStage {
 public:
  /// One element of `partials` for each of the network's tensors.
  UpdateStage(const StepContext& context, const std::vector<PartialSums>& partials, Staging& staging);

  /// Queues what completes and applies the gradient.
  void enqueue(const StepContext& context, const StepPartials& partials) const;
  static std::vector<StepNode> nodes(const SessionOptions& options);

  /// At most, wherever partial sums may be.
  static std::uint64_t most_segments(const Network& network);

 private:
  UpdateStage(const StepContext& context, const std::vector<ArenaSegment>& segments, Staging& staging);

  UpdateBuffers buffers_;
};

}  // namespace glissade::cuda
