#include "session/device_session.hpp"

#include <algorithm>

#include "device/profiler_range.hpp"
#include "session/dense_step.hpp"
#include "session/linear_step.hpp"

namespace glissade::cuda {

DeviceSession::DeviceSession(const ModuleRequest& request)
    : network_(request.network),
      options_(request.options),
      plan_(request.data.rows(), request.options.batch_size, request.options.seed),
      staging_(stream_),
      blas_(memory_, stream_, request.options.precision),
      data_(memory_, request.data, request.data.rows(), request.network.outputs()),
      class_weights_(memory_, request.options.class_weights.size()),
      parameters_(memory_, network_, options_),
      table_(memory_, plan_, network_.losses()) {
  const ProfilerRange range("session");
  parameters_.fill_with_zeros(stream_);
  copy_data(request.data);
  evaluation_ = make_evaluation({memory_, network_, stream_, blas_, parameters_, class_weights_.data(),
                                 options_.class_weights, staging_},
                                options_.precision);
  if (plan_.rows > 0) {
    step_ = make_step();
    graphs_ = std::make_unique<StepGraphs>(stream_, plan_, *step_, table_);
  }
}

void DeviceSession::copy_data(const DatasetView& data) {
  const ProfilerRange range("copy data");
  if (data.deferred != nullptr)
    data_.generate(memory_, data, stream_, staging_);
  else
    data_.upload(data, staging_);
  staging_.upload_values(class_weights_.data(), options_.class_weights.data(), options_.class_weights.size());
}

StepContext DeviceSession::context() {
  return {memory_,     network_, options_, plan_, stream_, blas_, data_, class_weights_.data(),
          parameters_, table_};
}

std::unique_ptr<TrainingStep> DeviceSession::make_step() {
  if (LinearStep::fits(network_, options_, plan_))
    return std::make_unique<LinearStep>(context(), staging_);
  if (options_.precision == Precision::bf16)
    return std::make_unique<DenseStep<__nv_bfloat16>>(context(), staging_);
  return std::make_unique<DenseStep<float>>(context(), staging_);
}

bool DeviceSession::add_records(std::span<const double> records, std::uint64_t first_step, ModuleSums& sums) {
  const StepTable& table = table_.device();
  const std::uint64_t size = table.record_size();
  const std::uint64_t steps = records.size() / size;
  for (std::uint64_t index = 0; index < steps; ++index) {
    const std::span<const double> record = records.subspan(index * size, size);
    if (record[table.nonfinite_slot()] != 0.0) {
      sums.has_nonfinite_step = true;
      sums.first_nonfinite_step = first_step + index;
      return false;
    }
    for (std::size_t loss = 0; loss < sums.loss.size(); ++loss)
      sums.loss[loss] += record[loss];
    sums.rows += plan_.batch_rows(first_step + index);
    sums.weight += record[table.weight_slot()];
    sums.correct += static_cast<std::uint64_t>(record[table.correct_slot()]);
  }
  return true;
}

std::span<const double> DeviceSession::run_steps(std::span<const StepScalars> scalars, ModuleSums& sums) {
  const ProfilerRange range("steps");
  // While the host captures, the device would wait, and its clock run.
  graphs_->prepare(steps_done_, scalars.size());
  table_.begin(stream_, steps_done_, scalars);
  steps_start_.record(stream_);
  graphs_->launch(steps_done_, scalars.size());
  steps_end_.record(stream_);
  const std::span<const double> records = table_.finish(stream_, scalars.size());
  sums.has_device_seconds = true;
  sums.device_seconds += steps_end_.seconds_since(steps_start_);
  return records;
}

void DeviceSession::train(std::uint64_t first_step, std::span<const StepScalars> scalars, ModuleSums& sums) {
  steps_done_ = first_step;
  while (!scalars.empty()) {
    const std::uint64_t count = std::min<std::uint64_t>(scalars.size(), RunTable::capacity);
    if (!add_records(run_steps(scalars.first(count), sums), steps_done_, sums)) {
      steps_done_ = sums.first_nonfinite_step;
      return;
    }
    steps_done_ += count;
    scalars = scalars.subspan(count);
  }
}

void DeviceSession::trace(std::uint64_t step, const StepScalars& scalars, ModuleSums& sums,
                          ModuleTrace& trace) {
  table_.begin(stream_, step, {&scalars, 1});
  step_->enqueue_traced(plan_.batch_rows(step));
  const bool is_finite = add_records(table_.finish(stream_, 1), step, sums);
  steps_done_ = is_finite ? step + 1 : step;
  step_->fetch(trace, staging_);
  parameters_.read_gradient(trace.arena_gradient, staging_);
}

void DeviceSession::state(ModuleState& state) {
  const ProfilerRange range("copy state");
  state.step = steps_done_;
  parameters_.read(state, staging_);
}

void DeviceSession::restore(const ModuleState& state) {
  parameters_.write(state, stream_, staging_);
  steps_done_ = state.step;
}

}  // namespace glissade::cuda
