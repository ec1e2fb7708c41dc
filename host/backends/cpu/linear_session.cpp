#include "backends/cpu/linear_session.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "glissade/numeric/divided_up.hpp"

namespace glissade::cpu {
namespace {

// Below this many elements a group costs more in synchronisation than it gains.
constexpr std::uint64_t smallest_group_elements = 32768;
constexpr std::uint64_t most_groups = 256;
// Finding rows and calling the kernel cost little beside so many.
constexpr std::uint64_t most_rows_at_once = 512;
constexpr std::uint64_t cache_line_floats = 16;

std::uint64_t group_size(std::uint64_t batch_rows, std::uint64_t features) {
  const std::uint64_t groups =
      std::clamp<std::uint64_t>(batch_rows * features / smallest_group_elements, 1, most_groups);
  return rounded_up(divided_up(batch_rows, groups), linear_block_rows);
}

template <class T>
T sum_of_lanes(const T (&values)[linear_block_rows]) {
  return ((values[0] + values[1]) + (values[2] + values[3])) +
         ((values[4] + values[5]) + (values[6] + values[7]));
}

}  // namespace

LinearSession::LinearSession(const Network& network, const DatasetView& data, const SessionOptions& options)
    : CpuSession(network, data, options),
      linear_kernels_(linear_kernels(best_instruction_set(), network.features())),
      panel_rows_(linear_panel_rows(network.features())),
      // What has to be converted stays in the first-level cache, too.
      cuts_{group_size(plan_.batch_size, network.features()),
            data.features.type == ElementType::float32 ? most_rows_at_once : panel_rows_},
      in_place_(plan_.full_batch() && data.features.type == ElementType::float32),
      stride_(rounded_up(network.features(), cache_line_floats)),
      groups_(cuts_.groups(plan_.batch_size)),
      group_gradients_(groups_.size() * stride_),
      gradient_(parameters_.size()) {}

void LinearSession::run(int threads, std::uint64_t first_step, std::span<const StepScalars> scalars,
                        Sums& total, Trace* record) {
  update_nonfinite_ = false;
  const std::uint64_t most = std::min<std::uint64_t>(static_cast<std::uint64_t>(threads), groups_.size());
  run_team(static_cast<int>(most), [&](const TeamMember& member) {
    Worker worker = worker_for(member, first_step, first_step + scalars.size());
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

LinearSession::Worker LinearSession::worker_for(const TeamMember& member, std::uint64_t first_step,
                                                std::uint64_t end_step) const {
  const std::vector<float> values(cuts_.run_rows);
  const bool converts = data_.features.type != ElementType::float32;
  return {member,
          RowStream(plan_, cuts_, member, first_step, end_step),
          std::vector<const float*>(cuts_.run_rows + panel_rows_),
          values,
          values,
          values,
          std::vector<float>(converts ? cuts_.run_rows * network_.features() : 0),
          {}};
}

bool LinearSession::run_step(Worker& worker, std::uint64_t step, const StepScalars& scalars, Sums& sums,
                             Trace* record) {
  const std::uint64_t batch_rows = plan_.batch_rows(step), groups = cuts_.groups(batch_rows);
  const TeamMember& member = worker.member;
  if (record != nullptr) {
    if (member.thread == 0)
      prepare_record(batch_rows, *record);
    member.wait_for_team();
  }
  run_rows(worker, step, record);
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
    record->arena_gradient = parameters_.in_arena_layout(gradient_);
  return loss_finite && !update_nonfinite_;
}

void LinearSession::run_rows(Worker& worker, std::uint64_t step, Trace* record) {
  const auto rows = static_cast<double>(plan_.batch_rows(step));
  const LinearParameters parameters{parameters_.weights(0).data, *parameters_.bias(0), network_.features(),
                                    panel_rows_, network_.loss_traits().gradient_scale(rows, 1)};
  for (; worker.stream.is_in(step); advance(worker.stream)) {
    const std::uint64_t group = worker.stream.current().group;
    LinearTotals& totals = worker.totals;
    if (worker.stream.begins_group()) {
      totals = {{}, {}, group_gradients_.data() + group * stride_};
      std::fill_n(totals.weight_gradient, stride_, 0.0f);
    }
    run_kernel(parameters, worker);
    if (record != nullptr)
      record_run(worker, *record);
    if (worker.stream.ends_group())
      groups_[group] = {sum_of_lanes(totals.squared_error), sum_of_lanes(totals.bias_gradient)};
  }
}

void LinearSession::run_kernel(const LinearParameters& parameters, Worker& worker) const {
  const RowRun& run = worker.stream.current();
  if (in_place_ && run.count % linear_block_rows == 0) {
    linear_kernels_.neighbouring(parameters,
                                 {{data_.features.row<float>(run.first), parameters.features},
                                  run.count,
                                  data_.targets.data() + run.first,
                                  worker.outputs.data(),
                                  worker.gradients.data()},
                                 worker.totals);
    return;
  }
  list_rows(worker);
  linear_kernels_.listed(parameters,
                         {{worker.rows.data()},
                          run.count,
                          worker.targets.data(),
                          worker.outputs.data(),
                          worker.gradients.data()},
                         worker.totals);
}

void LinearSession::advance(RowStream& stream) const {
  stream.advance();
  // Scattered targets are a cache line each: as far ahead as rows are known.
  for (const std::uint64_t row : stream.next().shuffled)
    __builtin_prefetch(data_.targets.data() + row, 0, 2);
}

void LinearSession::list_rows(Worker& worker) const {
  const RowRun &run = worker.stream.current(), &next = worker.stream.next();
  const bool converts = !worker.converted.empty();
  const auto features_of = [&](std::uint64_t index) -> const float* {
    if (converts)
      return worker.converted.data() + std::min(index, run.count - 1) * network_.features();
    if (index < run.count)
      return data_.features.row<float>(run.row(index));
    // The next panel, or whatever is there to fill its place.
    const std::uint64_t position = index - run.count;
    return data_.features.row<float>(position < next.count ? next.row(position) : run.row(0));
  };
  for (std::uint64_t index = 0; index < run.count; ++index) {
    worker.targets[index] = data_.targets[run.row(index)];
    if (converts)
      gather_row(data_, kernels_, run.row(index), worker.converted.data() + index * network_.features());
  }
  const std::uint64_t end = rounded_up(run.count, linear_block_rows) + panel_rows_;
  for (std::uint64_t index = 0; index < end; ++index)
    worker.rows[index] = features_of(index);
}

void LinearSession::prepare_record(std::uint64_t batch_rows, Trace& record) const {
  record.rows.resize(batch_rows);
  record.features.resize(batch_rows * network_.features());
  record.layers.resize(1);
  record.layers[0].output.resize(batch_rows);
  record.layers[0].gradient.resize(batch_rows);
  record.row_sum_depth = record.bias_sum_depth =
      cuts_.group_rows / linear_block_rows + cuts_.groups(batch_rows) + 2;
  record.dot_depth = linear_dot_depth(network_.features());
}

void LinearSession::record_run(const Worker& worker, Trace& record) const {
  const RowRun& run = worker.stream.current();
  const std::uint64_t features = network_.features();
  const auto at = [](auto& values, std::uint64_t index) {
    return values.begin() + static_cast<std::ptrdiff_t>(index);
  };
  std::copy_n(worker.outputs.begin(), run.count, at(record.layers[0].output, run.first));
  std::copy_n(worker.gradients.begin(), run.count, at(record.layers[0].gradient, run.first));
  for (std::uint64_t index = 0; index < run.count; ++index) {
    const std::uint64_t row = run.row(index);
    const float* const values = worker.converted.empty() ? data_.features.row<float>(row)
                                                         : worker.converted.data() + index * features;
    record.rows[run.first + index] = row;
    std::copy_n(values, features, at(record.features, (run.first + index) * features));
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
  float* const total = gradient_.data() + parameters_.place(0).offset;
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
    gradient_[parameters_.place(0).bias] = bias;
  }
}

float LinearSession::clipping_scale() const {
  const double norm = std::sqrt(squared_norm_(gradient_.data(), gradient_.size()));
  return norm > options_.optimizer.clip ? static_cast<float>(options_.optimizer.clip / norm) : 1.0f;
}

bool LinearSession::update(const TeamMember& member, const UpdateRule& rule) {
  const auto at = [](AlignedFloats& values, std::uint64_t offset) {
    return values.empty() ? nullptr : values.data() + offset;
  };
  const auto update_run = [&](std::uint64_t offset, std::uint64_t count, bool is_bias) {
    return update_(rule, {parameters_.arena.data() + offset, at(parameters_.first_moment, offset),
                          at(parameters_.second_moment, offset), gradient_.data() + offset, count, is_bias});
  };
  const std::uint64_t first = first_feature(member);
  bool nonfinite = update_run(parameters_.place(0).offset + first, end_feature(member) - first, false);
  if (member.thread == 0)
    nonfinite |= update_run(parameters_.place(0).bias, 1, true);
  return nonfinite;
}

}  // namespace glissade::cpu
