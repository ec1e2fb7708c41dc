#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "backends/cpu/batch_rows.hpp"
#include "backends/cpu/cpu_session.hpp"
#include "backends/cpu/linear_kernel.hpp"
#include "backends/cpu/team.hpp"

namespace glissade::cpu {

/// Linear regression with one target, which is bound by the reading of X: each row is read from memory once
/// per step, for its residual and for its part of the gradient.
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

  /// A thread's own state for one run of steps.
  struct Worker {
    TeamMember member;
    BatchRows batch_rows;
    std::vector<std::uint64_t> rows;
    std::vector<float> converted;  ///< a block's rows, where they are stored as bytes
  };

  void run(std::uint64_t first_step, std::span<const StepScalars> scalars, Sums& total,
           Trace* record) override;
  /// False where loss or update were not finite.
  bool run_step(Worker& worker, std::uint64_t step, const StepScalars& scalars, Sums& sums, Trace* record);
  void run_group(Worker& worker, std::uint64_t step, std::uint64_t group, Trace* record);
  /// The kernel, with what it used and produced copied to the record at row `first`.
  void run_recorded(const LinearParameters& parameters, const LinearBlock& block, LinearTotals& totals,
                    std::uint64_t first, Trace& record) const;
  /// The block of rows at `position` of worker.rows.
  void fill_block(Worker& worker, std::uint64_t position, std::uint64_t count, LinearBlock& block) const;
  void add_groups(const TeamMember& member, std::uint64_t groups);
  bool update(const TeamMember& member, const UpdateRule& rule);
  float clipping_scale() const;
  /// The features of `member`, as a half-open range of whole cache lines.
  std::uint64_t first_feature(const TeamMember& member) const;
  std::uint64_t end_feature(const TeamMember& member) const;

  std::uint64_t groups_of(std::uint64_t batch_rows) const;

  LinearKernel kernel_;
  std::uint64_t group_rows_;
  std::uint64_t blocks_ahead_;
  std::uint64_t stride_;  ///< floats of one group's gradient: whole cache lines
  std::vector<Group> groups_;
  std::vector<float> group_gradients_;
  std::vector<float> gradient_;  ///< the arena's
  std::atomic<bool> update_nonfinite_ = false;
};

}  // namespace glissade::cpu
