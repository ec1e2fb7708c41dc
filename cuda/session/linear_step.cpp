#include "session/linear_step.hpp"

#include <utility>

namespace glissade::cuda {
namespace {

std::uint64_t tiles_of(std::uint64_t columns, const BatchPlan& plan) {
  return divided_up(plan.batch_size, linear_tile_rows(columns, plan.batch_size));
}

}  // namespace

bool LinearStep::fits(const Network& network, const SessionOptions& options, const BatchPlan& plan) {
  return network.is_linear_regression() && network.outputs() == 1 && options.precision == Precision::fp32 &&
         network.features() <= most_linear_columns && plan.batch_size >= fewest_linear_rows;
}

LinearStepBuffers::LinearStepBuffers(DeviceMemory& memory, const Network& network, const BatchPlan& plan)
    : partials(memory, tiles_of(network.features(), plan) * (network.features() + 1)),
      tile_losses(memory, tiles_of(network.features(), plan)) {}

LinearStep::LinearStep(const StepContext& context, Staging& staging)
    : context_(context), buffers_(context.memory, context.network, context.plan) {
  const auto stride = static_cast<std::uint32_t>(context.network.features() + 1);
  const float* const partial_sums = buffers_.partials.data();
  const std::vector<PartialSums> partials{{partial_sums, stride},
                                          {partial_sums + context.network.features(), stride}};
  update_ = std::make_unique<UpdateStage>(context, partials, staging);
}

LinearPass LinearStep::pass(std::uint64_t rows) const {
  const Network& network = context_.network;
  const float* const values = context_.parameters.arena().values;
  LinearPass pass{context_.table.device(), context_.plan.full_batch(),
                  // Of a full batch, in smaller batches too: their tiles fit into the same partial sums.
                  linear_tile_rows(network.features(), context_.plan.batch_size), rows,
                  context_.data.features(), context_.data.targets(), values + network.weight(0).offset,
                  values + network.bias(0).offset,
                  network.loss_traits().gradient_scale(static_cast<double>(rows), 1),
                  buffers_.partials.data(), buffers_.tile_losses.data(), nullptr, nullptr, nullptr};
  return pass;
}

void LinearStep::enqueue_pass(const LinearPass& pass) {
  linear_gradient(context_.stream, pass);
  update_->enqueue(context_, {static_cast<std::uint32_t>(pass.tiles()), pass.batch_rows,
                              buffers_.tile_losses.data(), nullptr, nullptr, nullptr});
}

void LinearStep::enqueue(std::uint64_t rows) {
  enqueue_pass(pass(rows));
}

/// The pass keeps no row; this reads the same ones by the same table.
void LinearStep::record_features(std::uint64_t rows) {
  if (context_.plan.full_batch())
    convert_rows(context_.stream, 0, rows, context_.data.features(), record_.features.data());
  else
    gather_batch(context_.stream, context_.table.device(), RowTiles(rows), context_.data.features(), {},
                 {record_.rows.data(), nullptr}, record_.features.data());
}

void LinearStep::enqueue_traced(std::uint64_t rows) {
  DeviceMemory& memory = context_.memory;
  record_ = {DeviceBuffer<std::uint64_t>(memory, rows),
             DeviceBuffer<float>(memory, rows * context_.network.features()),
             DeviceBuffer<float>(memory, rows), DeviceBuffer<float>(memory, rows)};
  record_features(rows);
  LinearPass traced = pass(rows);
  traced.rows = record_.rows.data();
  traced.outputs = record_.outputs.data();
  traced.output_gradients = record_.gradients.data();
  enqueue_pass(traced);
}

std::vector<StepNode> LinearStep::nodes(const SessionOptions& options) {
  std::vector<StepNode> nodes{{"loss and gradient"}};
  for (StepNode& node : UpdateStage::nodes(options))
    nodes.push_back(std::move(node));
  return nodes;
}

void LinearStep::fetch(ModuleTrace& trace, Staging& staging) {
  staging.download(trace.rows.data(), record_.rows.data(), trace.rows.size_bytes());
  read_values(trace.features, record_.features.data(), staging);
  read_values(trace.layers[0].output, record_.outputs.data(), staging);
  read_values(trace.layers[0].gradient, record_.gradients.data(), staging);
  trace.row_sum_depth = trace.bias_sum_depth =
      linear_row_sum_depth(context_.network.features(), context_.plan.batch_size);
  trace.dot_depth = linear_dot_depth(context_.network.features());
}

}  // namespace glissade::cuda
