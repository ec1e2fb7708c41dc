#include "backends/cpu/dense_session.hpp"

#include <algorithm>
#include <cmath>

#include "backends/cpu/gemm.hpp"
#include "glissade/numeric/divided_up.hpp"

namespace glissade::cpu {

namespace {

// Blocks of fewer parameters are done by their own thread sooner than another's core has them in its cache.
constexpr std::size_t most_own_parameters = 16'384;

}  // namespace

DenseSession::DenseSession(const Network& network, const DatasetView& data, const SessionOptions& options)
    : CpuSession(network, data, options),
      tasks_plan_(network_, plan_.batch_size),
      takes_others_tasks_(parameters_.size() > most_own_parameters),
      gathers_(!plan_.full_batch() || data.features.type != ElementType::float32),
      targets_(data, tasks_plan_.tile_rows, network_.outputs()) {
  const std::uint64_t rows = tasks_plan_.tile_rows, slices = tasks_plan_.slices();
  rows_.resize(rows);
  features_.resize(gathers_ ? rows * row_stride(network_.features()) : 0);
  values_ = layer_values(network_, rows);
  for (std::size_t index = 0; index < values_.size(); ++index) {
    gradients_.emplace_back(rows * values_[index].stride);
    slice_biases_.emplace_back(slices * network_.layers()[index].outputs);
  }
  slice_totals_.resize(slices);
  slice_losses_.resize(slices * empty_sums().loss.size());
  gradient_.resize(parameters_.size());
  task_norms_.resize(tasks_plan_.tasks.size());
}

void DenseSession::run(int threads, std::uint64_t first_step, std::span<const StepScalars> scalars,
                       Sums& total, Trace* record) {
  update_nonfinite_ = false;
  task_shares_.emplace(threads);
  run_team(threads, [&](const TeamMember& member) {
    const auto [first_task, end_task] = tasks_plan_.share(member.thread, member.threads);
    Worker worker{member, BatchRows(plan_), first_task, end_task, {}, empty_sums()};
    for (std::uint64_t index = 0; index < scalars.size(); ++index) {
      // Every thread comes to the same verdict, from the same numbers: none is left waiting at a barrier.
      const bool finite = run_step(worker, first_step + index, scalars[index], record);
      if (member.thread == 0) {
        if (finite) {
          add_sums(worker.sums, total);
        } else {
          total.first_nonfinite_step = first_step + index;
        }
      }
      if (!finite)
        break;
    }
  });
}

bool DenseSession::run_step(Worker& worker, std::uint64_t step, const StepScalars& scalars, Trace* record) {
  const std::uint64_t batch_rows = plan_.batch_rows(step);
  const bool clips = options_.optimizer.clip > 0.0f;
  worker.sums = empty_sums();
  worker.gradient_scale = gradient_scale_of(worker, step);
  bool loss_finite = true;
  for (std::uint64_t first = 0; first < batch_rows; first += tasks_plan_.tile_rows) {
    const Tile tile = tile_at(step, first);
    task_shares_->assign(worker.member.thread, worker.first_task, worker.end_task);
    const std::uint64_t end = worker.member.end_of(slices_of(tile)), at_once = tasks_plan_.slices_at_once();
    for (std::uint64_t slice = worker.member.first_of(slices_of(tile)); slice < end; slice += at_once)
      run_slices(worker, tile, slice, std::min(slice + at_once, end));
    worker.member.wait_for_team();
    add_tile_sums(worker, tile);
    loss_finite = std::ranges::all_of(worker.sums.loss, [](double loss) { return std::isfinite(loss); });
    if (record != nullptr && worker.member.thread == 0)
      record_tile(tile, *record);
    const UpdateRule rule{options_.optimizer, scalars, 1.0f};
    run_tasks(worker, tile, tile.is_last && loss_finite && !clips ? &rule : nullptr);
    if (!tile.is_last)
      worker.member.wait_for_team();
  }
  if (clips && loss_finite)
    update_clipped(worker, scalars);
  worker.member.wait_for_team();
  if (record != nullptr && worker.member.thread == 0) {
    record->arena_gradient = parameters_.in_arena_layout(gradient_);
    record->row_sum_depth = record->bias_sum_depth = tasks_plan_.row_sum_depth(batch_rows);
  }
  return loss_finite && !update_nonfinite_;
}

void DenseSession::update_clipped(Worker& worker, const StepScalars& scalars) {
  worker.member.wait_for_team();
  const UpdateRule rule{options_.optimizer, scalars, clipping_scale()};
  for (std::uint64_t task = worker.first_task; task < worker.end_task; ++task)
    update(tasks_plan_.tasks[task], rule);
}

float DenseSession::gradient_scale_of(Worker& worker, std::uint64_t step) const {
  const std::uint64_t batch_rows = plan_.batch_rows(step);
  const auto scale = [&](double weight) {
    return network_.loss_traits().gradient_scale(weight, network_.outputs());
  };
  if (options_.class_weights.empty())
    return scale(static_cast<double>(batch_rows));
  if (plan_.full_batch() && worker.gradient_scale != 0.0f)
    return worker.gradient_scale;  // the same rows each step
  std::vector<std::uint64_t>& rows = worker.weighted_rows;
  rows.resize(batch_rows);
  worker.batch_rows.find(step, 0, rows);
  double weight = 0.0;
  for (const std::uint64_t row : rows)
    weight += options_.class_weights[static_cast<std::size_t>(data_.classes[row])];
  return scale(weight);
}

std::uint64_t DenseSession::slices_of(const Tile& tile) const {
  return divided_up(tile.rows, tasks_plan_.slice_rows);
}

GemmOperand DenseSession::features_from(const Tile& tile, std::uint64_t row) const {
  if (!gathers_)
    return {.data = data_.features.row<float>(tile.first + row),
            .stride = network_.features(),
            .is_in_memory = true};
  const std::uint64_t stride = row_stride(network_.features());
  return {features_.data() + row * stride, stride};
}

DenseSession::Tile DenseSession::tile_at(std::uint64_t step, std::uint64_t first) const {
  const std::uint64_t batch_rows = plan_.batch_rows(step);
  const std::uint64_t rows = std::min(tasks_plan_.tile_rows, batch_rows - first);
  return {step, first, rows, first + rows == batch_rows};
}

void DenseSession::run_slices(Worker& worker, const Tile& tile, std::uint64_t first_slice,
                              std::uint64_t end_slice) {
  const std::uint64_t slice_rows = tasks_plan_.slice_rows;
  const std::uint64_t first = first_slice * slice_rows,
                      rows = std::min(end_slice * slice_rows, tile.rows) - first;
  gather(worker, tile, first, rows);
  forward(network_, parameters_, kernels_, features_from(tile, first), first, rows, values_);
  for (std::uint64_t slice = first_slice; slice < end_slice; ++slice) {
    const std::uint64_t row = slice * slice_rows;
    loss_and_gradient(worker, slice, row, std::min(slice_rows, tile.rows - row));
  }
  backward(first, rows);
}

void DenseSession::gather(Worker& worker, const Tile& tile, std::uint64_t first, std::uint64_t rows) {
  const std::span<std::uint64_t> row_indices = std::span(rows_).subspan(first, rows);
  worker.batch_rows.find(tile.step, tile.first + first, row_indices);
  if (gathers_)
    gather_features(
        data_, kernels_, row_indices,
        {features_.data() + first * row_stride(network_.features()), row_stride(network_.features())});
  targets_.gather(data_, row_indices, first);
}

void DenseSession::loss_and_gradient(const Worker& worker, std::uint64_t slice, std::uint64_t first,
                                     std::uint64_t rows) {
  const std::uint64_t outputs = network_.outputs(), losses = worker.sums.loss.size();
  double* const loss = slice_losses_.data() + slice * losses;
  std::fill_n(loss, losses, 0.0);
  LossTotals totals{loss};
  const Block block{values_.back().output.data() + first * outputs, rows, outputs, outputs};
  float* const gradients = gradients_.back().data() + first * outputs;
  loss_(block,
        {targets_.numbers(first), targets_.classes(first), options_.class_weights, worker.gradient_scale},
        gradients, totals);
  slice_totals_[slice] = {totals.weight, totals.correct};
}

void DenseSession::backward(std::uint64_t first, std::uint64_t rows) {
  const std::uint64_t slice_rows = tasks_plan_.slice_rows;
  for (std::size_t index = gradients_.size(); index-- > 0;) {
    const Layer& layer = network_.layers()[index];
    const std::uint64_t stride = values_[index].stride;
    float* const gradients = gradients_[index].data() + first * stride;
    for (std::uint64_t row = 0; row < rows; row += slice_rows) {
      kernels_.column_sums(
          {gradients + row * stride, std::min(slice_rows, rows - row), layer.outputs, stride},
          slice_biases_[index].data() + (first + row) / slice_rows * layer.outputs);
    }
    if (index == 0)
      break;
    const LayerValues& values = values_[index - 1];
    float* const below = gradients_[index - 1].data() + first * values.stride;
    multiply({.m = rows,
              .n = layer.inputs,
              .k = layer.outputs,
              .a = {gradients, stride},
              .b = parameters_.weights(index),
              .result = below,
              .result_stride = values.stride});
    const float* const outputs = values.output.data() + first * values.stride;
    const float* const pre_activations =
        values.pre_activation.empty() ? outputs : values.pre_activation.data() + first * values.stride;
    kernels_.activation_gradient(network_.layers()[index - 1].activation, pre_activations, outputs,
                                 {below, rows, layer.inputs, values.stride});
  }
}

void DenseSession::add_tile_sums(Worker& worker, const Tile& tile) const {
  Sums& sums = worker.sums;
  sums.rows += tile.rows;
  for (std::uint64_t slice = 0; slice < slices_of(tile); ++slice) {
    sums.weight += slice_totals_[slice].weight;
    sums.correct += slice_totals_[slice].correct;
    for (std::size_t index = 0; index < sums.loss.size(); ++index) {
      sums.loss[index] += slice_losses_[slice * sums.loss.size() + index];
    }
  }
}

void DenseSession::weight_gradient(const Tile& tile, const WeightTask& task) {
  const StoredWeights& place = parameters_.place(task.layer);
  const GemmOperand inputs =
      task.layer == 0 ? features_from(tile, 0)
                      : GemmOperand{values_[task.layer - 1].output.data(), values_[task.layer - 1].stride};
  const GemmOperand gradients{gradients_[task.layer].data(), values_[task.layer].stride};
  const GemmOperand &rows = place.inputs_first ? inputs : gradients,
                    &columns = place.inputs_first ? gradients : inputs;
  multiply({.m = task.rows,
            .n = task.columns,
            .k = tile.rows,
            .a = {rows.data + task.first_row, rows.stride, Transpose::yes},
            .b = {columns.data + task.first_column, columns.stride},
            .result = gradient_.data() + place.offset + task.first_row * place.stride + task.first_column,
            .result_stride = place.stride,
            .accumulates = tile.first > 0});
  if (task.biases > 0)
    bias_gradient(tile, task);
}

void DenseSession::bias_gradient(const Tile& tile, const WeightTask& task) {
  const std::uint64_t outputs = network_.layers()[task.layer].outputs;
  float* const result = gradient_.data() + parameters_.place(task.layer).bias;
  for (std::uint64_t output = task.first_bias; output < task.first_bias + task.biases; ++output) {
    float sum = 0.0f;
    for (std::uint64_t slice = 0; slice < slices_of(tile); ++slice) {
      sum += slice_biases_[task.layer][slice * outputs + output];
    }
    result[output] = tile.first > 0 ? result[output] + sum : sum;
  }
}

namespace {

/// Calls `visit(offset, count, is_bias)` for each run of neighbouring elements that a task owns.
template <class Visit>
void for_each_run(const StoredWeights& place, const WeightTask& task, const Visit& visit) {
  const std::uint64_t first = place.offset + task.first_row * place.stride + task.first_column;
  if (task.columns == place.columns) {
    visit(first, task.rows * place.stride, false);
  } else {
    for (std::uint64_t row = 0; row < task.rows; ++row)
      visit(first + row * place.stride, task.columns, false);
  }
  if (task.biases > 0)
    visit(place.bias + task.first_bias, task.biases, true);
}

}  // namespace

void DenseSession::run_tasks(Worker& worker, const Tile& tile, const UpdateRule* rule) {
  while (const auto number = task_shares_->take(worker.member.thread, takes_others_tasks_)) {
    const WeightTask& task = tasks_plan_.tasks[*number];
    weight_gradient(tile, task);
    if (rule != nullptr)
      update(task, *rule);
    else if (tile.is_last)
      task_norms_[*number] = squared_norm(task);
  }
}

void DenseSession::update(const WeightTask& task, const UpdateRule& rule) {
  const auto at = [](AlignedFloats& values, std::uint64_t offset) {
    return values.empty() ? nullptr : values.data() + offset;
  };
  bool nonfinite = false;
  for_each_run(
      parameters_.place(task.layer), task, [&](std::uint64_t offset, std::uint64_t count, bool is_bias) {
        nonfinite |=
            update_(rule, {parameters_.arena.data() + offset, at(parameters_.first_moment, offset),
                           at(parameters_.second_moment, offset), gradient_.data() + offset, count, is_bias});
      });
  parameters_.transpose_block(task.layer, {task.first_row, task.rows, task.first_column, task.columns});
  if (nonfinite)
    update_nonfinite_ = true;
}

double DenseSession::squared_norm(const WeightTask& task) const {
  double sum = 0.0;
  for_each_run(parameters_.place(task.layer), task, [&](std::uint64_t offset, std::uint64_t count, bool) {
    sum += squared_norm_(gradient_.data() + offset, count);
  });
  return sum;
}

float DenseSession::clipping_scale() const {
  double squared = 0.0;
  for (const double part : task_norms_)
    squared += part;
  const double norm = std::sqrt(squared);
  return norm > options_.optimizer.clip ? static_cast<float>(options_.optimizer.clip / norm) : 1.0f;
}

void DenseSession::record_tile(const Tile& tile, Trace& record) const {
  const auto append = [&](const float* values, std::uint64_t stride, std::uint64_t columns,
                          std::vector<double>& to) {
    for (std::uint64_t row = 0; row < tile.rows; ++row)
      to.insert(to.end(), values + row * stride, values + row * stride + columns);
  };
  record.rows.insert(record.rows.end(), rows_.begin(),
                     rows_.begin() + static_cast<std::ptrdiff_t>(tile.rows));
  const GemmOperand features = features_from(tile, 0);
  append(features.data, features.stride, network_.features(), record.features);
  record.layers.resize(values_.size());
  for (std::size_t index = 0; index < values_.size(); ++index) {
    const LayerValues& values = values_[index];
    const std::uint64_t outputs = network_.layers()[index].outputs;
    Trace::Layer& layer = record.layers[index];
    if (!values.pre_activation.empty())
      append(values.pre_activation.data(), values.stride, outputs, layer.pre_activation);
    append(values.output.data(), values.stride, outputs, layer.output);
    append(gradients_[index].data(), values.stride, outputs, layer.gradient);
  }
}

}  // namespace glissade::cpu
