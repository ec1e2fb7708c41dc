#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "backends/cpu/batch_rows.hpp"
#include "backends/cpu/cpu_session.hpp"
#include "backends/cpu/dense_plan.hpp"
#include "backends/cpu/forward.hpp"
#include "backends/cpu/task_shares.hpp"
#include "backends/cpu/team.hpp"

namespace glissade::cpu {

/// Any network, by GEMMs. Per tile of rows two phases with a barrier after each:
///   1. slices of rows: gather, forward, loss, backward to the gradient of every layer's pre-activation;
///   2. blocks of weights: their gradient over the tile's rows and, for the last tile, their update while the
///      gradient is in the cache. A thread that has done its own takes others'. Clipping needs the norm of
///      all gradients first, which costs a third barrier.
class DenseSession final : public CpuSession {
 public:
  DenseSession(const Network& network, const DatasetView& data, const SessionOptions& options);

 private:
  /// What one slice adds to the batch's sums, padded to keep threads off each other's cache lines.
  struct alignas(64) SliceTotals {
    double weight = 0.0;
    std::uint64_t correct = 0;
  };

  /// A thread's own state for one run of steps.
  struct Worker {
    TeamMember member;
    BatchRows batch_rows;
    std::uint64_t first_task;
    std::uint64_t end_task;
    std::vector<std::uint64_t> weighted_rows;  ///< of the whole batch, where class weights are summed
    /// Totals of the step so far; the same in every thread, since each adds up all slices in order.
    Sums sums;
    float gradient_scale = 0.0f;
  };

  struct Tile {
    std::uint64_t step;
    std::uint64_t first;  ///< row within the batch
    std::uint64_t rows;
    bool is_last;
  };

  void run(int threads, std::uint64_t first_step, std::span<const StepScalars> scalars, Sums& total,
           Trace* record) override;
  /// False where loss or update were not finite.
  bool run_step(Worker& worker, std::uint64_t step, const StepScalars& scalars, Trace* record);

  float gradient_scale_of(Worker& worker, std::uint64_t step) const;
  Tile tile_at(std::uint64_t step, std::uint64_t first) const;
  /// Rows of slices [first, end), forward and backward.
  void run_slices(Worker& worker, const Tile& tile, std::uint64_t first_slice, std::uint64_t end_slice);
  void gather(Worker& worker, const Tile& tile, std::uint64_t first, std::uint64_t rows);
  void loss_and_gradient(const Worker& worker, std::uint64_t slice, std::uint64_t first, std::uint64_t rows);
  void backward(std::uint64_t first, std::uint64_t rows);
  void add_tile_sums(Worker& worker, const Tile& tile) const;

  /// Gradients of tasks, and their update where a rule is given; else, for the last tile, their norms.
  void run_tasks(Worker& worker, const Tile& tile, const UpdateRule* rule);
  void weight_gradient(const Tile& tile, const WeightTask& task);
  void bias_gradient(const Tile& tile, const WeightTask& task);
  void update(const WeightTask& task, const UpdateRule& rule);
  void update_clipped(Worker& worker, const StepScalars& scalars);
  double squared_norm(const WeightTask& task) const;
  float clipping_scale() const;

  /// Features of the tile, from a row of it on.
  GemmOperand features_from(const Tile& tile, std::uint64_t row) const;
  std::uint64_t slices_of(const Tile& tile) const;
  void record_tile(const Tile& tile, Trace& record) const;

  DensePlan tasks_plan_;
  bool takes_others_tasks_;
  bool gathers_;  ///< false: a full batch of floats is read where it lies
  std::vector<std::uint64_t> rows_;
  AlignedFloats features_;
  TargetRows targets_;
  std::vector<LayerValues> values_;
  std::vector<AlignedFloats> gradients_;     ///< per layer, [tile rows × outputs]
  std::vector<AlignedFloats> slice_biases_;  ///< per layer, [slices × outputs]
  std::vector<SliceTotals> slice_totals_;
  std::vector<double> slice_losses_;  ///< [slices × losses]
  AlignedFloats gradient_;            ///< the arena's
  std::vector<double> task_norms_;
  std::optional<TaskShares> task_shares_;  ///< of one run
  std::atomic<bool> update_nonfinite_ = false;
};

}  // namespace glissade::cpu
