#include "verification/causes/batch_cause.hpp"

#include <algorithm>

#include "glissade/batches.hpp"

namespace glissade::verification {
namespace {

/// Whether the batch holds what `row_at` gives for its first and the following positions of an epoch, which
/// has no more than `positions`.
template <class RowAt>
bool holds(const Trace& trace, std::uint64_t first_position, std::uint64_t positions, const RowAt& row_at) {
  if (first_position + trace.rows.size() > positions)
    return false;
  for (std::uint64_t index = 0; index < trace.rows.size(); ++index) {
    if (trace.rows[index] != row_at(first_position + index))
      return false;
  }
  return !trace.rows.empty();
}

bool is_shuffled_full_batch(const Trace& trace, const BatchPlan& plan) {
  std::vector<std::uint64_t> rows = trace.rows;
  std::ranges::sort(rows);
  return plan.full_batch() && rows.size() == plan.rows && rows.front() == 0 && rows.back() + 1 == plan.rows &&
         std::ranges::adjacent_find(rows) == rows.end();
}

/// Epochs of full batches only.
bool leaves_out_the_last_batch(const CheckedStep& step, const BatchPlan& plan) {
  const std::uint64_t steps = plan.rows / plan.batch_size;
  if (steps == 0 || plan.rows % plan.batch_size == 0)
    return false;
  const Permutation order = plan.order(step.trace.step / steps);
  return holds(step.trace, step.trace.step % steps * plan.batch_size, plan.rows, order);
}

}  // namespace

std::vector<RowShift> row_shifts(std::uint64_t data_rows) {
  using Rows = std::vector<std::uint64_t>;
  return {{"the next row of the batch",
           [](Rows& rows) { std::rotate(rows.begin(), rows.begin() + 1, rows.end()); }},
          {"the row before in the batch",
           [](Rows& rows) { std::rotate(rows.begin(), rows.end() - 1, rows.end()); }},
          {"the next row of the data",
           [data_rows](Rows& rows) {
             for (std::uint64_t& row : rows)
               row = (row + 1) % data_rows;
           }},
          {"the row before in the data", [data_rows](Rows& rows) {
             for (std::uint64_t& row : rows)
               row = (row + data_rows - 1) % data_rows;
           }}};
}

std::string cause_in_batch_rows(const CheckedStep& step) {
  const BatchPlan plan(step.data.rows(), step.options.batch_size, step.options.seed);
  const std::uint64_t position = plan.first_position(step.trace.step);
  const std::uint64_t epoch = plan.epoch_of(step.trace.step);
  if (plan.full_batch())
    return is_shuffled_full_batch(step.trace, plan) ? "a full batch is shuffled" : "";
  const Permutation order = plan.order(epoch);
  const auto natural = [](std::uint64_t place) { return place; };
  const auto shifted = [&](std::uint64_t by) {
    return [&order, by, &plan](std::uint64_t place) { return order((place + by) % plan.rows); };
  };
  if (holds(step.trace, position, plan.rows, natural))
    return "the rows are in natural order: they are not shuffled";
  if (holds(step.trace, position, plan.rows, shifted(1)))
    return "the batch starts one row late";
  if (holds(step.trace, position, plan.rows, shifted(plan.rows - 1)))
    return "the batch starts one row early";
  if (epoch > 0 && holds(step.trace, position, plan.rows, plan.order(epoch - 1)))
    return "the order is that of the epoch before";
  if (epoch > 0 && holds(step.trace, position, plan.rows, plan.order(0)))
    return "the order is that of the first epoch";
  if (leaves_out_the_last_batch(step, plan))
    return "the last, smaller batch of an epoch is left out";
  return {};
}

}  // namespace glissade::verification
