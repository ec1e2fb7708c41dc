#pragma once

#include <cstdint>

#include "device/graph.hpp"
#include "glissade/batches.hpp"
#include "session/training_step.hpp"

namespace glissade::cuda {

/// Runs of steps as few graph launches: one graph for a full batch, one for the smaller last batch of an
/// epoch, and one for many full batches in a row.
class StepGraphs {
 public:
  /// Rehearses every kind of batch once, so that captures find all kernels loaded; changes no state.
  StepGraphs(const Stream& stream, const BatchPlan& plan, TrainingStep& step, RunTable& table);

  /// Captures what launch() will need for the same steps.
  void prepare(std::uint64_t first, std::uint64_t count);
  /// Queues steps [first, first + count), for which it has been prepared.
  void launch(std::uint64_t first, std::uint64_t count);

 private:
  static constexpr std::uint64_t most_nodes = 1000;

  std::uint64_t ragged_rows() const { return plan_.rows % plan_.batch_size; }
  /// Steps with a full batch from `step` on, until one is smaller.
  std::uint64_t full_steps_from(std::uint64_t step) const;
  /// Calls `use(graph, rows of each step, steps)` in the order of the run.
  template <class Use>
  void for_each_graph(std::uint64_t first, std::uint64_t count, const Use& use);
  template <class Use>
  void for_each_full_graph(std::uint64_t count, const Use& use);
  Graph capture(std::uint64_t rows, std::uint64_t steps);

  const Stream& stream_;
  const BatchPlan& plan_;
  TrainingStep& step_;
  std::uint64_t long_run_;  ///< steps of the graph of many; 1: there is none
  Graph full_, ragged_, many_;
};

}  // namespace glissade::cuda
