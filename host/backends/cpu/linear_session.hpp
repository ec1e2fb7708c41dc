#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "backends/cpu/cpu_session.hpp"
#include "backends/cpu/linear_kernel.hpp"
#include "backends/cpu/row_stream.hpp"
#include "backends/cpu/team.hpp"

namespace glissade::cpu {

/// Linear regression with one target, which is bound by the reading of X: each row is read from memory once
/// per step, for its residual and for its part of the gradient, while those of the next panel are fetched.
class LinearSession final : public CpuSession {
 public:
  LinearSession(const Network& network, const DatasetView& data, const SessionOptions& options);

 private:
  /// Neighbouring rows of a batch that one thread adds up in order. Groups are cut by shape alone, so that
  /// the order of all sums, and the bits of the result, do not depend on the number of threads.
  struct alignas(64) Group {
    double squared_error = 0.0;
    float bias_gradient = 0.0f;
  };

  /// A thread's own state for several steps. All lists have room for a run of rows.
  struct Worker {
    TeamMember member;
    RowStream stream;
    std::vector<const float*> rows;  ///< and the next panel's
    std::vector<float> targets;
    std::vector<float> outputs;
    std::vector<float> gradients;
    std::vector<float> converted;  ///< a run's features, where they are stored as bytes
    LinearTotals totals;           ///< of the group so far
  };

  void run(int threads, std::uint64_t first_step, std::span<const StepScalars> scalars, Sums& total,
           Trace* record) override;
  Worker worker_for(const TeamMember& member, std::uint64_t first_step, std::uint64_t end_step) const;
  /// False where loss or update were not finite.
  bool run_step(Worker& worker, std::uint64_t step, const StepScalars& scalars, Sums& sums, Trace* record);
  void run_rows(Worker& worker, std::uint64_t step, Trace* record);
  void run_kernel(const LinearParameters& parameters, Worker& worker) const;
  void advance(RowStream& stream) const;
  void list_rows(Worker& worker) const;
  void prepare_record(std::uint64_t batch_rows, Trace& record) const;
  void record_run(const Worker& worker, Trace& record) const;
  void add_groups(const TeamMember& member, std::uint64_t groups);
  bool update(const TeamMember& member, const UpdateRule& rule);
  float clipping_scale() const;
  /// The features of `member`, as a half-open range of whole cache lines.
  std::uint64_t first_feature(const TeamMember& member) const;
  std::uint64_t end_feature(const TeamMember& member) const;

  LinearKernels linear_kernels_;
  std::uint64_t panel_rows_;
  RowCuts cuts_;
  bool in_place_;         ///< a full batch of floats: its rows are neighbours in memory
  std::uint64_t stride_;  ///< floats of one group's gradient: whole cache lines
  std::vector<Group> groups_;
  AlignedFloats group_gradients_;
  AlignedFloats gradient_;  ///< the arena's
  std::atomic<bool> update_nonfinite_ = false;
};

}  // namespace glissade::cpu
