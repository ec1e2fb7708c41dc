#include "backends/cpu/dense_session.hpp"

#include <algorithm>
#include <cmath>

#include "backends/cpu/gemm.hpp"
#include "glissade/numeric/divided_up.hpp"

namespace glissade::cpu {

DenseSession::DenseSession(const Network& network, const DatasetView& data, const SessionOptions& options)
    : CpuSession(network, data, options),
      tasks_plan_(network_, plan_.batch_size),
      gathers_(!plan_.full_batch() || data.features.type != ElementType::float32),
      targets_(data, tasks_plan_.tile_rows, network_.outputs()) {
  const std::uint64_t rows = tasks_plan_.tile_rows, slices = tasks_plan_.slices();
  rows_.resize(rows);
  features_.resize(gathers_ ? rows * network_.features() : 0);
  values_ = layer_values(network_, rows);
  for (const Layer& layer : network_.layers()) {
    gradients_.emplace_back(rows * layer.outputs);
    slice_biases_.emplace_back(slices * layer.outputs);
  }
  slice_totals_.resize(slices);
  slice_losses_.resize(slices * empty_sums().loss.size());
  gradient_.resize(network_.arena_size());
  task_norms_.resize(tasks_plan_.tasks.size());
}

void DenseSession::run(int threads, std::uint64_t first_step, std::span<const StepScalars> scalars,
                       Sums& total, Trace* record) {
  update_nonfinite_ = false;
  prepare_products(network_);
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
  worker.sums = empty_sums();
  worker.gradient_scale = gradient_scale_of(worker, step);
  for (std::uint64_t first = 0; first < batch_rows; first += tasks_plan_.tile_rows) {
    const std::uint64_t rows = std::min(tasks_plan_.tile_rows, batch_rows - first);
    const Tile tile{step, first, rows, first + rows == batch_rows};
    const std::uint64_t slices = slices_of(tile);
    for (std::uint64_t slice = worker.member.first_of(slices); slice < worker.member.end_of(slices);
         ++slice) {
      run_slice(worker, tile, slice);
    }
    worker.member.wait_for_team();
    add_tile_sums(worker, tile);
    if (record != nullptr && worker.member.thread == 0)
      record_tile(tile, *record);
    for (std::uint64_t task = worker.first_task; task < worker.end_task; ++task) {
      weight_gradient(tile, tasks_plan_.tasks[task]);
    }
    if (!tile.is_last)
      worker.member.wait_for_team();
  }
  const bool loss_finite =
      std::ranges::all_of(worker.sums.loss, [](double loss) { return std::isfinite(loss); });
  float scale = 1.0f;
  if (options_.optimizer.clip > 0.0f) {
    for (std::uint64_t task = worker.first_task; task < worker.end_task; ++task) {
      task_norms_[task] = squared_norm(tasks_plan_.tasks[task]);
    }
    worker.member.wait_for_team();
    scale = clipping_scale();
  }
  const UpdateRule rule{options_.optimizer, scalars, scale};
  for (std::uint64_t task = worker.first_task; loss_finite && task < worker.end_task; ++task) {
    if (update(tasks_plan_.tasks[task], rule))
      update_nonfinite_ = true;
  }
  worker.member.wait_for_team();
  if (record != nullptr && worker.member.thread == 0) {
    record->arena_gradient = parameters_.in_arena_layout(gradient_);
    record->row_sum_depth = record->bias_sum_depth = tasks_plan_.row_sum_depth(batch_rows);
  }
  return loss_finite && !update_nonfinite_;
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

const float* DenseSession::tile_features(const Tile& tile) const {
  return gathers_ ? features_.data() : data_.features.row<float>(tile.first);
}

void DenseSession::run_slice(Worker& worker, const Tile& tile, std::uint64_t slice) {
  const std::uint64_t first = slice * tasks_plan_.slice_rows;
  const std::uint64_t rows = std::min(tasks_plan_.slice_rows, tile.rows - first);
  gather_slice(worker, tile, first, rows);
  forward(network_, parameters_, kernels_, tile_features(tile) + first * network_.features(), first, rows,
          values_);
  loss_and_gradient(worker, slice, first, rows);
  backward(slice, first, rows);
}

void DenseSession::gather_slice(Worker& worker, const Tile& tile, std::uint64_t first, std::uint64_t rows) {
  const std::span<std::uint64_t> row_indices = std::span(rows_).subspan(first, rows);
  worker.batch_rows.find(tile.step, tile.first + first, row_indices);
  if (gathers_)
    gather_features(data_, kernels_, row_indices, features_.data() + first * network_.features());
  targets_.gather(data_, row_indices, first);
}

void DenseSession::loss_and_gradient(const Worker& worker, std::uint64_t slice, std::uint64_t first,
                                     std::uint64_t rows) {
  const std::uint64_t outputs = network_.outputs(), losses = worker.sums.loss.size();
  double* const loss = slice_losses_.data() + slice * losses;
  std::fill_n(loss, losses, 0.0);
  LossTotals totals{loss};
  const Block block{values_.back().output.data() + first * outputs, rows, outputs};
  float* const gradients = gradients_.back().data() + first * outputs;
  loss_(block,
        {targets_.numbers(first), targets_.classes(first), options_.class_weights, worker.gradient_scale},
        gradients, totals);
  slice_totals_[slice] = {totals.weight, totals.correct};
}

void DenseSession::backward(std::uint64_t slice, std::uint64_t first, std::uint64_t rows) {
  for (std::size_t index = gradients_.size(); index-- > 0;) {
    const Layer& layer = network_.layers()[index];
    const float* const gradients = gradients_[index].data() + first * layer.outputs;
    kernels_.column_sums({gradients_[index].data() + first * layer.outputs, rows, layer.outputs},
                         slice_biases_[index].data() + slice * layer.outputs);
    if (index == 0)
      break;
    float* const below = gradients_[index - 1].data() + first * layer.inputs;
    gemm(multiplier_of(layer), rows, layer.inputs, layer.outputs, {gradients, layer.outputs},
         {parameters_.tensor(network_.weight(index)), layer.inputs}, below, layer.inputs);
    const LayerValues& values = values_[index - 1];
    const float* const outputs = values.output.data() + first * layer.inputs;
    const float* const pre_activations =
        values.pre_activation.empty() ? outputs : values.pre_activation.data() + first * layer.inputs;
    kernels_.activation_gradient(network_.layers()[index - 1].activation, pre_activations, outputs,
                                 {below, rows, layer.inputs});
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
  const Layer& layer = network_.layers()[task.layer];
  const GemmOperand inputs{task.layer == 0 ? tile_features(tile) : values_[task.layer - 1].output.data(),
                           layer.inputs};
  const GemmOperand gradients{gradients_[task.layer].data(), layer.outputs};
  const bool inputs_first = stores_inputs_first(network_, task.layer);
  const GemmOperand &rows = inputs_first ? inputs : gradients, &columns = inputs_first ? gradients : inputs;
  float* const result = gradient_.data() + network_.weight(task.layer).offset +
                        task.first_row * columns.stride + task.first_column;
  gemm(multiplier_of(layer), task.rows, task.columns, tile.rows,
       {rows.data + task.first_row, rows.stride, Transpose::yes},
       {columns.data + task.first_column, columns.stride}, result, columns.stride, tile.first > 0);
  if (task.biases > 0)
    bias_gradient(tile, task);
}

void DenseSession::bias_gradient(const Tile& tile, const WeightTask& task) {
  const std::uint64_t outputs = network_.layers()[task.layer].outputs;
  float* const result = gradient_.data() + network_.bias(task.layer).offset;
  for (std::uint64_t output = task.first_bias; output < task.first_bias + task.biases; ++output) {
    float sum = 0.0f;
    for (std::uint64_t slice = 0; slice < slices_of(tile); ++slice) {
      sum += slice_biases_[task.layer][slice * outputs + output];
    }
    result[output] = tile.first > 0 ? result[output] + sum : sum;
  }
}

namespace {

/// Calls `visit(offset, count, is_bias)` for each run of neighbouring arena elements that a task owns.
template <class Visit>
void for_each_run(const Network& network, const WeightTask& task, const Visit& visit) {
  const Layer& layer = network.layers()[task.layer];
  const std::uint64_t stride = stores_inputs_first(network, task.layer) ? layer.outputs : layer.inputs;
  const std::uint64_t first = network.weight(task.layer).offset + task.first_row * stride + task.first_column;
  if (task.columns == stride) {
    visit(first, task.rows * task.columns, false);
  } else {
    for (std::uint64_t row = 0; row < task.rows; ++row)
      visit(first + row * stride, task.columns, false);
  }
  if (task.biases > 0)
    visit(network.bias(task.layer).offset + task.first_bias, task.biases, true);
}

}  // namespace

bool DenseSession::update(const WeightTask& task, const UpdateRule& rule) {
  const auto at = [](std::vector<float>& values, std::uint64_t offset) {
    return values.empty() ? nullptr : values.data() + offset;
  };
  bool nonfinite = false;
  for_each_run(network_, task, [&](std::uint64_t offset, std::uint64_t count, bool is_bias) {
    nonfinite |=
        update_(rule, {parameters_.arena.data() + offset, at(parameters_.first_moment, offset),
                       at(parameters_.second_moment, offset), gradient_.data() + offset, count, is_bias});
  });
  parameters_.transpose_block(task.layer, {task.first_row, task.rows, task.first_column, task.columns});
  return nonfinite;
}

double DenseSession::squared_norm(const WeightTask& task) const {
  double sum = 0.0;
  for_each_run(network_, task, [&](std::uint64_t offset, std::uint64_t count, bool) {
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
  const auto append = [&](const auto& values, std::uint64_t columns, auto& to) {
    to.insert(to.end(), values, values + tile.rows * columns);
  };
  append(rows_.data(), 1, record.rows);
  append(tile_features(tile), network_.features(), record.features);
  record.layers.resize(values_.size());
  for (std::size_t index = 0; index < values_.size(); ++index) {
    const std::uint64_t outputs = network_.layers()[index].outputs;
    Trace::Layer& layer = record.layers[index];
    if (!values_[index].pre_activation.empty())
      append(values_[index].pre_activation.data(), outputs, layer.pre_activation);
    append(values_[index].output.data(), outputs, layer.output);
    append(gradients_[index].data(), outputs, layer.gradient);
  }
}

}  // namespace glissade::cpu
