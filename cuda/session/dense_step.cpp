#include "session/dense_step.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <type_traits>
#include <utility>

#include "kernels/dense_layer.hpp"
#include "kernels/loss.hpp"

namespace glissade::cuda {
namespace {

/// Whether the stored data can be the factor of a product as it is.
template <class T>
bool reads_data_in_place(bool holds_floats, const BatchPlan& plan) {
  return plan.full_batch() && std::is_same_v<T, float> && holds_floats;
}

std::uint64_t widest_hidden(const Network& network) {
  std::uint64_t widest = 0;
  for (const Layer& layer : network.layers().first(network.layers().size() - 1))
    widest = std::max(widest, layer.outputs);
  return widest;
}

}  // namespace

template <class T>
DenseStepBuffers<T>::DenseStepBuffers(DeviceMemory& memory, const Network& network, const BatchPlan& plan,
                                      bool holds_floats)
    : layers(memory, network, plan.batch_size),
      features(memory, reads_data_in_place<T>(holds_floats, plan) ? 0 : plan.batch_size * network.features()),
      rows(memory, plan.full_batch() ? 0 : plan.batch_size),
      output_gradient(memory, std::is_same_v<T, float> ? 0 : plan.batch_size * widest_hidden(network)),
      tile_losses(memory, RowTiles(plan.batch_size).count() * network.losses()),
      tile_correct(memory, RowTiles(plan.batch_size).count()),
      tile_weights(memory, RowTiles(plan.batch_size).count()) {
  for (const Layer& layer : network.layers()) {
    gradients.emplace_back(memory, plan.batch_size * layer.outputs);
    bias_partials.emplace_back(memory, RowTiles(plan.batch_size).count() * layer.outputs);
  }
}

template <class T>
DenseStep<T>::DenseStep(const StepContext& context, Staging& staging)
    : context_(context),
      buffers_(context.memory, context.network, context.plan, context.data.features().floats != nullptr) {
  std::vector<PartialSums> partials;
  for (std::size_t layer = 0; layer < context.network.layers().size(); ++layer) {
    partials.push_back({});
    partials.push_back({buffers_.bias_partials[layer].data(),
                        static_cast<std::uint32_t>(context.network.layers()[layer].outputs)});
  }
  update_ = std::make_unique<UpdateStage>(context, partials, staging);
  if (has_branch(context.network))
    branch_ = std::make_unique<Branch>(context);
  if (context.plan.full_batch())
    prepare_full_batch();
}

template <class T>
double* DenseStep<T>::tile_correct() const {
  return context_.network.classifies() ? buffers_.tile_correct.data() : nullptr;
}

template <class T>
double* DenseStep<T>::tile_weights() const {
  return context_.class_weights != nullptr ? buffers_.tile_weights.data() : nullptr;
}

/// The batch is the same in every step: it is converted, and its weights are summed, once.
template <class T>
void DenseStep<T>::prepare_full_batch() {
  const std::uint64_t rows = context_.plan.rows;
  if (buffers_.features.size() > 0)
    convert_rows(context_.stream, 0, rows, context_.data.features(), buffers_.features.data());
  if (tile_weights() != nullptr)
    sum_class_weights(context_.stream, RowTiles(rows), {context_.data.classes(), context_.class_weights},
                      tile_weights());
}

template <class T>
const T* DenseStep<T>::batch_features() const {
  if constexpr (std::is_same_v<T, float>)
    return buffers_.features.size() > 0 ? buffers_.features.data() : context_.data.features().floats;
  else
    return buffers_.features.data();
}

template <class T>
void DenseStep<T>::enqueue(std::uint64_t rows) {
  const RowTiles tiles(rows);
  if (!context_.plan.full_batch())
    gather_batch(context_.stream, context_.table.device(), tiles, context_.data.features(),
                 {context_.data.classes(), context_.class_weights}, {buffers_.rows.data(), tile_weights()},
                 buffers_.features.data());
  buffers_.layers.forward(context_.stream, context_.blas, context_.parameters, batch_features(), rows, rows);
  loss(tiles);
  backward(rows, tiles);
  update_->enqueue(context_, {static_cast<std::uint32_t>(tiles.count()), rows, buffers_.tile_losses.data(),
                              tile_correct(), tile_weights(), nullptr});
}

template <class T>
void DenseStep<T>::loss(const RowTiles& tiles) {
  const Network& network = context_.network;
  const std::size_t last = network.layers().size() - 1;
  const LossPass<T> pass{network.outputs(),
                         context_.parameters.arena().values + network.bias(last).offset,
                         buffers_.layers.last(),
                         buffers_.gradients.back().data(),
                         buffers_.rows.data(),
                         {buffers_.tile_losses.data(), tile_correct(), buffers_.bias_partials.back().data()}};
  const float scale =
      network.loss_traits().gradient_scale(static_cast<double>(tiles.rows), network.outputs());
  loss_and_gradient(
      network.loss(), context_.stream, context_.table.device(), tiles, pass,
      {context_.data.targets(), {context_.data.classes(), context_.class_weights}, tile_weights(), scale});
}

template <class T>
void DenseStep<T>::weight_gradient(const Blas& blas, std::size_t index, std::uint64_t rows) {
  const Layer& layer = context_.network.layers()[index];
  const T* const inputs = index == 0 ? batch_features() : buffers_.layers.output(index - 1);
  blas.multiply(layer.outputs, layer.inputs, rows, {buffers_.gradients[index].data(), layer.outputs, true},
                {inputs, layer.inputs},
                context_.parameters.arena().gradient + context_.network.weight(index).offset);
}

template <class T>
void DenseStep<T>::backward(std::uint64_t rows, const RowTiles& tiles) {
  const Network& network = context_.network;
  for (std::size_t index = network.layers().size() - 1; index > 0; --index) {
    const Layer& layer = network.layers()[index];
    branch_->side.fork_from(context_.stream);
    weight_gradient(branch_->blas, index, rows);
    T* const below = buffers_.gradients[index - 1].data();
    float* output_gradient = buffers_.output_gradient.data();
    if constexpr (std::is_same_v<T, float>)
      output_gradient = below;
    context_.blas.multiply(
        rows, layer.inputs, layer.outputs, {buffers_.gradients[index].data(), layer.outputs},
        {weights_of<T>(network, context_.parameters, index), layer.inputs}, output_gradient);
    activation_gradient(context_.stream, tiles,
                        ActivationGradientPass<T>{network.layers()[index - 1].activation, layer.inputs,
                                                  buffers_.layers.pre_activation(index - 1),
                                                  buffers_.layers.output(index - 1), output_gradient, below,
                                                  buffers_.bias_partials[index - 1].data()});
  }
  weight_gradient(context_.blas, 0, rows);
  if (branch_ != nullptr)
    branch_->side.join(context_.stream);
}

template <class T>
std::vector<StepNode> DenseStep<T>::nodes(const Network& network, const SessionOptions& options,
                                          const BatchPlan& plan) {
  std::vector<StepNode> nodes;
  const auto add = [&](std::string_view what, std::size_t layer, bool is_aside = false) {
    nodes.push_back({std::string(what) + " of layer " + std::to_string(layer), is_aside});
  };
  const std::size_t layers = network.layers().size();
  if (!plan.full_batch())
    nodes.push_back({"rows of the batch"});
  for (std::size_t layer = 1; layer <= layers; ++layer) {
    add("product", layer);
    if (layer < layers)
      add("activation", layer);
  }
  nodes.push_back({"loss and its gradient"});
  for (std::size_t layer = layers; layer > 1; --layer) {
    add("gradient of the weights", layer, true);
    add("gradient of the inputs", layer);
    add("slope", layer - 1);
  }
  add("gradient of the weights", 1);
  for (StepNode& node : UpdateStage::nodes(options))
    nodes.push_back(std::move(node));
  return nodes;
}

template <class T>
void DenseStep<T>::fetch(ModuleTrace& trace, Staging& staging) {
  if (buffers_.rows.size() > 0)
    staging.download(trace.rows.data(), buffers_.rows.data(), trace.rows.size_bytes());
  else
    std::iota(trace.rows.begin(), trace.rows.end(), 0);
  read_values(trace.features, batch_features(), staging);
  const std::size_t layers = trace.layers.size();
  for (std::size_t index = 0; index < layers; ++index) {
    ModuleTrace::Layer& layer = trace.layers[index];
    read_values(layer.pre_activation, buffers_.layers.pre_activation(index), staging);
    if (index + 1 < layers)
      read_values(layer.output, buffers_.layers.output(index), staging);
    else
      read_values(layer.output, buffers_.layers.last(), staging);
    read_values(layer.gradient, buffers_.gradients[index].data(), staging);
  }
  // The other depths stay 0, unknown: GEMMs promise no order.
  trace.bias_sum_depth = RowTiles(trace.rows.size()).column_sum_depth();
}

template struct DenseStepBuffers<float>;
template struct DenseStepBuffers<__nv_bfloat16>;
template class DenseStep<float>;
template class DenseStep<__nv_bfloat16>;

}  // namespace glissade::cuda
