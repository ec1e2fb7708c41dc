#include "backends/cpu/row_stream.hpp"

#include <algorithm>
#include <utility>

namespace glissade::cpu {

RowStream::RowStream(const BatchPlan& plan, RowCuts cuts, const TeamMember& member, std::uint64_t first_step,
                     std::uint64_t end_step)
    : plan_(plan), batch_rows_(plan), cuts_(cuts), member_(member), end_step_(end_step) {
  begin_step(first_step);
  advance();
}

void RowStream::advance() {
  std::swap(current_, next_);
  if (current_.count == 0)
    return;
  const std::uint64_t batch_rows = plan_.batch_rows(current_.step);
  const std::uint64_t end = std::min(member_.end_of(cuts_.groups(batch_rows)) * cuts_.group_rows, batch_rows);
  const std::uint64_t first = current_.first + current_.count;
  if (first < end) {
    find(current_.step, first);
  } else {
    begin_step(current_.step + 1);
  }
}

void RowStream::begin_step(std::uint64_t step) {
  next_.count = 0;
  // A smaller last batch may have no group for this thread.
  for (; step < end_step_ && next_.count == 0; ++step) {
    const std::uint64_t groups = cuts_.groups(plan_.batch_rows(step));
    if (member_.first_of(groups) < member_.end_of(groups))
      find(step, member_.first_of(groups) * cuts_.group_rows);
  }
}

void RowStream::find(std::uint64_t step, std::uint64_t first) {
  next_.step = step;
  next_.group = first / cuts_.group_rows;
  next_.first = first;
  const std::uint64_t end = std::min((next_.group + 1) * cuts_.group_rows, plan_.batch_rows(step));
  next_.count = std::min(cuts_.run_rows, end - first);
  if (!plan_.full_batch()) {
    next_.shuffled.resize(next_.count);
    batch_rows_.find(step, first, next_.shuffled);
  }
}

}  // namespace glissade::cpu
