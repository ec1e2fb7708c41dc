#include "backends/cpu/cpu_session.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

#include "backends/cpu/batch_rows.hpp"
#include "backends/cpu/forward.hpp"
#include "backends/cpu/team.hpp"
#include "backends/validate.hpp"
#include "glissade/numeric/divided_up.hpp"
#include "numeric/stopwatch.hpp"
#include "numeric/thread_count.hpp"

namespace glissade::cpu {
namespace {

// Rows whose losses are added up together when nothing is learnt from them.
constexpr std::uint64_t prediction_rows = 240;
// Of these, the rows that go through the network at once: their features stay in a core's cache for all
// columns of a product.
constexpr std::uint64_t rows_at_once = 80;

/// The memory that one thread works in.
struct Workspace {
  Workspace(const Network& network, const DatasetView& data)
      : values(layer_values(network, prediction_rows)),
        stride(row_stride(data.features.columns)),
        copied(data.features.type == ElementType::float32 ? 0 : rows_at_once * stride),
        rows(rows_at_once) {}

  std::vector<LayerValues> values;
  std::uint64_t stride;  ///< of the copied rows
  AlignedFloats copied;
  std::vector<std::uint64_t> rows;
};

/// Rows [first, first + count) of features as floats: in place where they are, else in the space's copy.
GemmOperand features_of(const DatasetView& data, const ElementwiseKernels& kernels, std::uint64_t first,
                        std::uint64_t count, Workspace& space) {
  if (data.features.type == ElementType::float32)
    return {.data = data.features.row<float>(first), .stride = data.features.columns, .is_in_memory = true};
  const std::span rows = std::span(space.rows).first(count);
  std::iota(rows.begin(), rows.end(), first);
  gather_features(data, kernels, rows, {space.copied.data(), space.stride});
  return {space.copied.data(), space.stride};
}

/// Calls `consume(slice, first, count, outputs)` for every slice of rows, outputs [count ×
/// network.outputs()].
template <class Consume>
void for_each_prediction(const Network& network, const Parameters& parameters,
                         const ElementwiseKernels& kernels, const DatasetView& data, int threads,
                         const Consume& consume) {
  const std::uint64_t slices = divided_up(data.rows(), prediction_rows);
  // Made here, because running out of memory must not end a parallel region.
  std::vector<Workspace> spaces(static_cast<std::size_t>(threads), Workspace(network, data));
  run_team(threads, [&](const TeamMember& member) {
    Workspace& space = spaces[static_cast<std::size_t>(member.thread)];
    for (std::uint64_t slice = member.first_of(slices); slice < member.end_of(slices); ++slice) {
      const std::uint64_t first = slice * prediction_rows;
      const std::uint64_t count = std::min(prediction_rows, data.rows() - first);
      for (std::uint64_t row = 0; row < count; row += rows_at_once) {
        const std::uint64_t rows = std::min(rows_at_once, count - row);
        forward(network, parameters, kernels, features_of(data, kernels, first + row, rows, space), row, rows,
                space.values);
      }
      consume(slice, first, count, space.values.back().output.data());
    }
  });
}

}  // namespace

CpuSession::CpuSession(const Network& network, const DatasetView& data, const SessionOptions& options)
    : network_(network),
      data_(data),
      options_(options),
      threads_(thread_count(options.threads)),
      plan_(data.rows(), options.batch_size, options.seed),
      kernels_(elementwise_kernels(best_instruction_set())),
      loss_(loss_kernel(network.loss(), best_instruction_set())),
      update_(update_kernel(options.optimizer, best_instruction_set())),
      squared_norm_(squared_norm_kernel(best_instruction_set())),
      parameters_(network, options.optimizer),
      team_size_(threads_) {}

Sums CpuSession::empty_sums() const {
  Sums sums;
  sums.loss.resize(network_.losses());
  return sums;
}

Sums CpuSession::train(std::uint64_t first_step, std::span<const StepScalars> scalars, const Sums& before) {
  validate_training(data_);
  Sums sums = before.loss.empty() ? empty_sums() : before;
  for (std::uint64_t done = 0; done < scalars.size() && !sums.first_nonfinite_step;) {
    const TeamSize::Turn turn = team_size_.next(scalars.size() - done);
    const Stopwatch stopwatch;
    run(turn.threads, first_step + done, scalars.subspan(done, turn.steps), sums, nullptr);
    team_size_.measured(turn, stopwatch.seconds());
    done += turn.steps;
  }
  step_ = sums.first_nonfinite_step.value_or(first_step + scalars.size());
  return sums;
}

Trace CpuSession::trace(std::uint64_t step, const StepScalars& scalars) {
  validate_training(data_);
  Trace trace;
  trace.step = step;
  trace.scalars = scalars;
  trace.before = parameters_.state(step);
  trace.sums = empty_sums();
  run(threads_, step, {&scalars, 1}, trace.sums, &trace);
  step_ = trace.sums.first_nonfinite_step.value_or(step + 1);
  trace.after = parameters_.state(step_);
  return trace;
}

Sums CpuSession::evaluate(const DatasetView& data) {
  validate_data(network_, data, true);
  const std::uint64_t outputs = network_.outputs();
  std::vector<Sums> slices(divided_up(data.rows(), prediction_rows), empty_sums());
  for_each_prediction(network_, parameters_, kernels_, data, threads_,
                      [&](std::uint64_t slice, std::uint64_t first, std::uint64_t count, float* values) {
                        Sums& sums = slices[slice];
                        LossTotals totals{sums.loss.data()};
                        const Block block{values, count, outputs, outputs};
                        const DatasetView part = data.slice(first, count);
                        // The gradient that comes with the loss is not wanted: it overwrites the outputs,
                        // which nobody reads again.
                        loss_(block, {part.targets.data(), part.classes.data(), options_.class_weights, 0.0f},
                              values, totals);
                        sums.rows = count;
                        sums.weight = totals.weight;
                        sums.correct = totals.correct;
                      });
  Sums total = empty_sums();
  for (const Sums& sums : slices)
    add_sums(sums, total);
  return total;
}

void CpuSession::predict(const DatasetView& data, std::span<float> outputs) {
  validate_prediction(network_, data, outputs);
  for_each_prediction(network_, parameters_, kernels_, data, threads_,
                      [&](std::uint64_t, std::uint64_t first, std::uint64_t count, const float* values) {
                        std::copy_n(
                            values, count * network_.outputs(),
                            outputs.begin() + static_cast<std::ptrdiff_t>(first * network_.outputs()));
                      });
}

State CpuSession::state() const {
  return parameters_.state(step_);
}

void CpuSession::restore(const State& state) {
  validate_state(network_, options_.optimizer, state);
  parameters_.restore(state);
  step_ = state.step;
}

void add_sums(const Sums& part, Sums& total) {
  total.rows += part.rows;
  total.weight += part.weight;
  total.correct += part.correct;
  for (std::size_t index = 0; index < total.loss.size(); ++index)
    total.loss[index] += part.loss[index];
}

}  // namespace glissade::cpu
