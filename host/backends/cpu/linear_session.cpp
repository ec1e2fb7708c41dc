#include "backends/cpu/linear_session.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace glissade::cpu {
namespace {

// Below this many elements a group costs more in synchronisation than it gains.
constexpr std::uint64_t smallest_group_elements = 32768;
constexpr std::uint64_t most_groups = 256;
// Rows whose places are found at once.
constexpr std::uint64_t found_rows = 512;
// Far enough ahead to hide a memory access, near enough to still be in the first-level cache.
constexpr std::uint64_t bytes_ahead = 12288;
constexpr std::uint64_t cache_line_floats = 16;

std::uint64_t divided_up(std::uint64_t value, std::uint64_t divisor) {
  return (value + divisor - 1) / divisor;
}

std::uint64_t group_size(std::uint64_t batch_rows, std::uint64_t features) {
  const std::uint64_t groups =
      std::clamp<std::uint64_t>(batch_rows * features / smallest_group_elements, 1, most_groups);
  return divided_up(divided_up(batch_rows, groups), linear_block_rows) * linear_block_rows;
}

template <class T>
T sum_of_lanes(const T (&values)[linear_block_rows]) {
  return ((values[0] + values[1]) + (values[2] + values[3])) +
         ((values[4] + values[5]) + (values[6] + values[7]));
}

}  // namespace

LinearSession::LinearSession(const Network& network, const DatasetView& data, const SessionOptions& options)
    : CpuSession(network, data, options),
      kernel_(linear_kernel(best_instruction_set(), network.features())),
      group_rows_(group_size(plan_.batch_size, network.features())),
      blocks_ahead_(
          std::max<std::uint64_t>(bytes_ahead / (linear_block_rows * network.features() * sizeof(float)), 1)),
      stride_(divided_up(network.features(), cache_line_floats) * cache_line_floats),
      groups_(groups_of(plan_.batch_size)),
      group_gradients_(groups_.size() * stride_),
      gradient_(network_.arena_size()) {}

std::uint64_t LinearSession::groups_of(std::uint64_t batch_rows) const {
  return divided_up(batch_rows, group_rows_);
}

void LinearSession::run(std::uint64_t first_step, std::span<const StepScalars> scalars, Sums& total,
                        Trace* record) {
  update_nonfinite_ = false;
  const int threads =
      static_cast<int>(std::min<std::uint64_t>(static_cast<std::uint64_t>(threads_), groups_.size()));
  run_team(threads, [&](const TeamMember& member) {
    Worker worker{member, BatchRows(plan_), {}, {}};
    Sums sums;
    for (std::uint64_t index = 0; index < scalars.size(); ++index) {
      // Every thread comes to the same verdict, from the same numbers: none is left waiting at a barrier.
      const bool finite = run_step(worker, first_step + index, scalars[index], sums, record);
      if (member.thread == 0) {
        if (finite) {
          add_sums(sums, total);
        } else {
          total.first_nonfinite_step = first_step + index;
        }
      }
      if (!finite)
        break;
    }
  });
}

bool LinearSession::run_step(Worker& worker, std::uint64_t step, const StepScalars& scalars, Sums& sums,
                             Trace* record) {
  const std::uint64_t batch_rows = plan_.batch_rows(step), groups = groups_of(batch_rows);
  const TeamMember& member = worker.member;
  if (record != nullptr && member.thread == 0) {
    record->rows.resize(batch_rows);
    record->features.resize(batch_rows * network_.features());
    record->layers.resize(1);
    record->layers[0].output.resize(batch_rows);
    record->layers[0].gradient.resize(batch_rows);
    record->row_sum_depth = record->bias_sum_depth = group_rows_ / linear_block_rows + groups + 2;
    record->dot_depth = divided_up(network_.features(), cache_line_floats) + 4;
  }
  if (record != nullptr)
    member.wait_for_team();
  for (std::uint64_t group = member.first_of(groups); group < member.end_of(groups); ++group) {
    run_group(worker, step, group, record);
  }
  member.wait_for_team();
  sums = empty_sums();
  sums.rows = batch_rows;
  sums.weight = static_cast<double>(batch_rows);
  for (std::uint64_t group = 0; group < groups; ++group)
    sums.loss[0] += groups_[group].squared_error;
  const bool loss_finite = std::isfinite(sums.loss[0]);
  add_groups(member, groups);
  float scale = 1.0f;
  if (options_.optimizer.clip > 0.0f) {
    member.wait_for_team();
    scale = clipping_scale();
  }
  if (loss_finite && update(member, {options_.optimizer, scalars, scale}))
    update_nonfinite_ = true;
  member.wait_for_team();
  if (record != nullptr && member.thread == 0)
    record->arena_gradient.assign(gradient_.begin(), gradient_.end());
  return loss_finite && !update_nonfinite_;
}

void LinearSession::run_group(Worker& worker, std::uint64_t step, std::uint64_t group, Trace* record) {
  const std::uint64_t batch_rows = plan_.batch_rows(step);
  const std::uint64_t first = group * group_rows_, end = std::min(first + group_rows_, batch_rows);
  float* const gradient = group_gradients_.data() + group * stride_;
  std::fill_n(gradient, stride_, 0.0f);
  LinearTotals totals{{}, {}, gradient};
  const LinearParameters parameters{parameters_.tensor(network_.weight(0)),
                                    *parameters_.tensor(network_.bias(0)), network_.features(),
                                    static_cast<float>(2.0 / static_cast<double>(batch_rows))};
  LinearBlock block;
  for (std::uint64_t found = first; found < end; found += found_rows) {
    const std::uint64_t count = std::min(found_rows, end - found);
    // A few rows more than are used now, for those that are fetched ahead.
    worker.rows.resize(std::min(count + blocks_ahead_ * linear_block_rows, batch_rows - found));
    worker.batch_rows.find(step, found, worker.rows);
    for (std::uint64_t position = 0; position < count; position += linear_block_rows) {
      fill_block(worker, position, std::min(linear_block_rows, count - position), block);
      if (record == nullptr) {
        kernel_(parameters, block, totals, {});
      } else {
        run_recorded(parameters, block, totals, found + position, *record);
      }
    }
    if (record != nullptr) {
      std::copy_n(worker.rows.begin(), count, record->rows.begin() + static_cast<std::ptrdiff_t>(found));
    }
  }
  groups_[group] = {sum_of_lanes(totals.squared_error), sum_of_lanes(totals.bias_gradient)};
}

void LinearSession::run_recorded(const LinearParameters& parameters, const LinearBlock& block,
                                 LinearTotals& totals, std::uint64_t first, Trace& record) const {
  float outputs[linear_block_rows], gradients[linear_block_rows];
  kernel_(parameters, block, totals, {outputs, gradients});
  const auto at = [](std::vector<double>& values, std::uint64_t index) {
    return values.begin() + static_cast<std::ptrdiff_t>(index);
  };
  std::copy_n(outputs, block.count, at(record.layers[0].output, first));
  std::copy_n(gradients, block.count, at(record.layers[0].gradient, first));
  for (std::uint64_t row = 0; row < block.count; ++row) {
    std::copy_n(block.rows[row], parameters.features,
                at(record.features, (first + row) * parameters.features));
  }
}

void LinearSession::fill_block(Worker& worker, std::uint64_t position, std::uint64_t count,
                               LinearBlock& block) const {
  const std::uint64_t features = network_.features(), ahead = blocks_ahead_ * linear_block_rows;
  const bool bytes = data_.features.type == ElementType::uint8;
  if (bytes) {
    worker.converted.resize(linear_block_rows * features);
    gather_features(data_, kernels_, std::span(worker.rows).subspan(position, count),
                    worker.converted.data());
  }
  block.count = count;
  for (std::uint64_t index = 0; index < linear_block_rows; ++index) {
    const std::uint64_t used = std::min(index, count - 1);
    const std::uint64_t row = worker.rows[position + used];
    block.targets[index] = data_.targets[row];
    if (bytes) {
      block.rows[index] = worker.converted.data() + used * features;
      block.rows_ahead[index] = block.rows[index];
    } else {
      const std::uint64_t later = std::min(position + ahead + index, worker.rows.size() - 1);
      block.rows[index] = data_.features.row<float>(row);
      block.rows_ahead[index] = data_.features.row<float>(worker.rows[later]);
    }
  }
}

std::uint64_t LinearSession::first_feature(const TeamMember& member) const {
  return std::min(member.first_of(stride_ / cache_line_floats) * cache_line_floats, network_.features());
}

std::uint64_t LinearSession::end_feature(const TeamMember& member) const {
  return std::min(member.end_of(stride_ / cache_line_floats) * cache_line_floats, network_.features());
}

void LinearSession::add_groups(const TeamMember& member, std::uint64_t groups) {
  const std::uint64_t first = first_feature(member), end = end_feature(member);
  float* const total = gradient_.data() + network_.weight(0).offset;
  std::copy(group_gradients_.data() + first, group_gradients_.data() + end, total + first);
  for (std::uint64_t group = 1; group < groups; ++group) {
    const float* const part = group_gradients_.data() + group * stride_;
    for (std::uint64_t feature = first; feature < end; ++feature)
      total[feature] += part[feature];
  }
  if (member.thread == 0) {
    float bias = groups_[0].bias_gradient;
    for (std::uint64_t group = 1; group < groups; ++group)
      bias += groups_[group].bias_gradient;
    gradient_[network_.bias(0).offset] = bias;
  }
}

float LinearSession::clipping_scale() const {
  const double norm = std::sqrt(squared_norm_(gradient_.data(), gradient_.size()));
  return norm > options_.optimizer.clip ? static_cast<float>(options_.optimizer.clip / norm) : 1.0f;
}

bool LinearSession::update(const TeamMember& member, const UpdateRule& rule) {
  const auto at = [](std::vector<float>& values, std::uint64_t offset) {
    return values.empty() ? nullptr : values.data() + offset;
  };
  const auto update_run = [&](std::uint64_t offset, std::uint64_t count, bool is_bias) {
    return update_(rule, {parameters_.arena.data() + offset, at(parameters_.first_moment, offset),
                          at(parameters_.second_moment, offset), gradient_.data() + offset, count, is_bias});
  };
  const std::uint64_t first = first_feature(member);
  bool nonfinite = update_run(network_.weight(0).offset + first, end_feature(member) - first, false);
  if (member.thread == 0)
    nonfinite |= update_run(network_.bias(0).offset, 1, true);
  return nonfinite;
}

}  // namespace glissade::cpu
