#pragma once

#include <cstdint>
#include <vector>

#include "backends/cpu/batch_rows.hpp"
#include "backends/cpu/team.hpp"
#include "glissade/numeric/divided_up.hpp"

namespace glissade::cpu {

/// Groups of a batch's rows, cut by shape alone, and how many of a group's rows a thread takes at once.
struct RowCuts {
  std::uint64_t group_rows;
  std::uint64_t run_rows;

  std::uint64_t groups(std::uint64_t batch_rows) const { return divided_up(batch_rows, group_rows); }
};

/// Rows of one group that a thread takes at once.
struct RowRun {
  std::uint64_t step = 0;
  std::uint64_t group = 0;
  std::uint64_t first = 0;  ///< row within the batch
  std::uint64_t count = 0;  ///< 0 after the last step
  std::vector<std::uint64_t> shuffled;

  /// The training row of a row of the run. A full batch is in natural order.
  std::uint64_t row(std::uint64_t index) const { return shuffled.empty() ? first + index : shuffled[index]; }
};

/// The runs of rows that one thread takes, step after step. The next one is always known, also where it
/// belongs to the next step, so that memory can be asked for its rows before threads wait for each other.
class RowStream {
 public:
  RowStream(const BatchPlan& plan, RowCuts cuts, const TeamMember& member, std::uint64_t first_step,
            std::uint64_t end_step);

  /// Whether the current run belongs to `step`.
  bool is_in(std::uint64_t step) const { return current_.count > 0 && current_.step == step; }
  const RowRun& current() const { return current_; }
  const RowRun& next() const { return next_; }
  bool begins_group() const { return current_.first == current_.group * cuts_.group_rows; }
  bool ends_group() const {
    return next_.group != current_.group || next_.step != current_.step || next_.count == 0;
  }
  void advance();

 private:
  void find(std::uint64_t step, std::uint64_t first);
  /// The first run of `step`, or of a later one.
  void begin_step(std::uint64_t step);

  BatchPlan plan_;
  BatchRows batch_rows_;
  RowCuts cuts_;
  TeamMember member_;
  std::uint64_t end_step_;
  RowRun current_;
  RowRun next_;
};

}  // namespace glissade::cpu
