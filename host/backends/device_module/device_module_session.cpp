#include "backends/device_module/device_module_session.hpp"

#include "backends/device_module/outcome.hpp"
#include "backends/validate.hpp"
#include "glissade/error.hpp"

namespace glissade {
namespace {

ModuleState module_state(State& state) {
  return {state.step, state.arena, state.first_moment, state.second_moment};
}

std::vector<ModuleTrace::Layer> module_layers(std::vector<Trace::Layer>& layers) {
  std::vector<ModuleTrace::Layer> views;
  views.reserve(layers.size());
  for (Trace::Layer& layer : layers)
    views.push_back({layer.pre_activation, layer.output, layer.gradient});
  return views;
}

}  // namespace

DeviceModuleSession::DeviceModuleSession(const DeviceModule& module, const Network& network,
                                         const DatasetView& data, const SessionOptions& options)
    : network_(network),
      data_(data),
      options_(options),
      plan_(data.rows(), options.batch_size, options.seed) {
  ModuleSession* opened = nullptr;
  require_ok(module.open({network_, data_, options_}, opened));
  if (opened == nullptr)
    throw Error(ErrorKind::failure, "the device's module opened no session and gave no reason");
  session_.reset(opened);
}

Sums DeviceModuleSession::train(std::uint64_t first_step, std::span<const StepScalars> scalars,
                                const Sums& before) {
  validate_training(data_);
  Sums sums = before.loss.empty() ? empty_sums() : before;
  ModuleSums filled = module_sums(sums);
  require_ok(session_->train(first_step, scalars, filled));
  take_sums(filled, sums);
  return sums;
}

Sums DeviceModuleSession::evaluate(const DatasetView& data) {
  validate_data(network_, data, true);
  Sums sums = empty_sums();
  ModuleSums filled = module_sums(sums);
  require_ok(session_->evaluate(data, filled));
  take_sums(filled, sums);
  return sums;
}

void DeviceModuleSession::predict(const DatasetView& data, std::span<float> outputs) {
  validate_prediction(network_, data, outputs);
  require_ok(session_->predict(data, outputs));
}

State DeviceModuleSession::state() const {
  const int moments = options_.optimizer.moment_count();
  State state;
  state.arena.resize(network_.arena_size());
  state.first_moment.resize(moments >= 1 ? network_.arena_size() : 0);
  state.second_moment.resize(moments >= 2 ? network_.arena_size() : 0);
  ModuleState filled = module_state(state);
  require_ok(session_->state(filled));
  state.step = filled.step;
  return state;
}

void DeviceModuleSession::restore(const State& state) {
  validate_state(network_, options_.optimizer, state);
  // The module only reads it.
  require_ok(session_->restore(module_state(const_cast<State&>(state))));
}

Trace DeviceModuleSession::trace(std::uint64_t step, const StepScalars& scalars) {
  validate_training(data_);
  Trace trace = empty_trace(plan_.batch_rows(step));
  trace.step = step;
  trace.scalars = scalars;
  trace.before = state();
  std::vector<ModuleTrace::Layer> layers = module_layers(trace.layers);
  ModuleTrace filled{trace.rows, trace.features, layers, trace.arena_gradient};
  ModuleSums sums = module_sums(trace.sums);
  require_ok(session_->trace(step, scalars, sums, filled));
  take_sums(sums, trace.sums);
  trace.row_sum_depth = filled.row_sum_depth;
  trace.bias_sum_depth = filled.bias_sum_depth;
  trace.dot_depth = filled.dot_depth;
  trace.after = state();
  return trace;
}

Sums DeviceModuleSession::empty_sums() const {
  Sums sums;
  sums.loss.resize(network_.losses());
  return sums;
}

Trace DeviceModuleSession::empty_trace(std::uint64_t rows) const {
  Trace trace;
  trace.rows.resize(rows);
  trace.features.resize(rows * network_.features());
  for (const Layer& layer : network_.layers()) {
    const std::uint64_t values = rows * layer.outputs;
    const bool keeps_pre_activation = traits_of(layer.activation).derivative_needs_pre_activation;
    trace.layers.push_back({std::vector<double>(keeps_pre_activation ? values : 0),
                            std::vector<double>(values), std::vector<double>(values)});
  }
  trace.arena_gradient.resize(network_.arena_size());
  trace.sums = empty_sums();
  return trace;
}

}  // namespace glissade
