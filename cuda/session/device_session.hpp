#pragma once

#include <memory>

#include "session/evaluation.hpp"
#include "session/step_graphs.hpp"
#include "session/training_step.hpp"

namespace glissade::cuda {

/// A run's live state on the device. Throws Error; the module turns that into values.
class DeviceSession {
 public:
  explicit DeviceSession(const ModuleRequest& request);

  void train(std::uint64_t first_step, std::span<const StepScalars> scalars, ModuleSums& sums);
  void evaluate(const DatasetView& data, ModuleSums& sums) { evaluation_->evaluate(data, sums); }
  void predict(const DatasetView& data, std::span<float> outputs) { evaluation_->predict(data, outputs); }
  void state(ModuleState& state);
  void restore(const ModuleState& state);
  void trace(std::uint64_t step, const StepScalars& scalars, ModuleSums& sums, ModuleTrace& trace);

 private:
  std::unique_ptr<TrainingStep> make_step();
  void copy_data(const DatasetView& data);
  StepContext context();
  /// Runs as many steps as the table holds; their records.
  std::span<const double> run_steps(std::span<const StepScalars> scalars, ModuleSums& sums);
  /// Adds the records of steps from `first_step` on; false where one was not finite.
  bool add_records(std::span<const double> records, std::uint64_t first_step, ModuleSums& sums);

  Network network_;
  SessionOptions options_;
  BatchPlan plan_;
  DeviceMemory memory_;
  Stream stream_;
  Staging staging_;
  Blas blas_;
  DeviceDataset data_;
  DeviceBuffer<float> class_weights_;
  DeviceParameters parameters_;
  RunTable table_;
  std::unique_ptr<Evaluation> evaluation_;
  std::unique_ptr<TrainingStep> step_;  ///< null without training rows
  std::unique_ptr<StepGraphs> graphs_;  ///< null without training rows
  TimingEvent steps_start_, steps_end_;
  std::uint64_t steps_done_ = 0;
};

}  // namespace glissade::cuda
