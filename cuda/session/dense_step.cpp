#include "session/dense_step.hpp"

#include <algorithm>
#include <numeric>
#include <type_traits>

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
DenseStep<T>::DenseStep(const StepContext& context, Staging& staging)
    : context_(context), layers_(context.network, context.plan.batch_size) {
  const Network& network = context.network;
  const std::uint64_t rows = context.plan.batch_size, tiles = RowTiles(rows).count();
  const bool in_place = reads_data_in_place<T>(context.data.features().floats != nullptr, context.plan);
  features_ = DeviceBuffer<T>(in_place ? 0 : rows * network.features());
  rows_ = DeviceBuffer<std::uint64_t>(context.plan.full_batch() ? 0 : rows);
  std::vector<PartialSums> partials;
  for (const Layer& layer : network.layers()) {
    gradients_.emplace_back(rows * layer.outputs);
    bias_partials_.emplace_back(tiles * layer.outputs);
    partials.push_back({});
    partials.push_back({bias_partials_.back().data(), static_cast<std::uint32_t>(layer.outputs)});
  }
  output_gradient_ = DeviceBuffer<float>(std::is_same_v<T, float> ? 0 : rows * widest_hidden(network));
  tile_losses_ = DeviceBuffer<double>(tiles * network.losses());
  tile_correct_ = DeviceBuffer<double>(network.classifies() ? tiles : 0);
  tile_weights_ = DeviceBuffer<double>(context.class_weights != nullptr ? tiles : 0);
  update_ = std::make_unique<UpdateStage>(context, partials, staging);
  if (context.plan.full_batch())
    prepare_full_batch();
}

/// The batch is the same in every step: it is converted, and its weights are summed, once.
template <class T>
void DenseStep<T>::prepare_full_batch() {
  const std::uint64_t rows = context_.plan.rows;
  if (features_.size() > 0)
    convert_rows(context_.stream, 0, rows, context_.data.features(), features_.data());
  if (tile_weights_.size() > 0)
    sum_class_weights(context_.stream, RowTiles(rows), {context_.data.classes(), context_.class_weights},
                      tile_weights_.data());
}

template <class T>
const T* DenseStep<T>::batch_features() const {
  if constexpr (std::is_same_v<T, float>)
    return features_.size() > 0 ? features_.data() : context_.data.features().floats;
  else
    return features_.data();
}

template <class T>
void DenseStep<T>::enqueue(std::uint64_t rows) {
  const RowTiles tiles(rows);
  if (!context_.plan.full_batch())
    gather_batch(context_.stream, context_.table.device(), tiles, context_.data.features(),
                 {context_.data.classes(), context_.class_weights}, {rows_.data(), tile_weights_.data()},
                 features_.data());
  layers_.forward(context_.stream, context_.blas, context_.parameters, batch_features(), rows, rows);
  loss(tiles);
  backward(rows, tiles);
  update_->enqueue(context_, {static_cast<std::uint32_t>(tiles.count()), rows, tile_losses_.data(),
                              tile_correct_.data(), tile_weights_.data(), nullptr});
}

template <class T>
void DenseStep<T>::loss(const RowTiles& tiles) {
  const Network& network = context_.network;
  const std::size_t last = network.layers().size() - 1;
  const LossPass<T> pass{
      network.outputs(), context_.parameters.arena().values + network.bias(last).offset,
      layers_.last(),    gradients_.back().data(),
      rows_.data(),      {tile_losses_.data(), tile_correct_.data(), bias_partials_.back().data()}};
  const float scale =
      network.loss_traits().gradient_scale(static_cast<double>(tiles.rows), network.outputs());
  loss_and_gradient(network.loss(), context_.stream, context_.table.device(), tiles, pass,
                    {context_.data.targets(),
                     {context_.data.classes(), context_.class_weights},
                     tile_weights_.data(),
                     scale});
}

template <class T>
void DenseStep<T>::backward(std::uint64_t rows, const RowTiles& tiles) {
  const Network& network = context_.network;
  for (std::size_t index = network.layers().size(); index-- > 0;) {
    const Layer& layer = network.layers()[index];
    const T* const inputs = index == 0 ? batch_features() : layers_.output(index - 1);
    const Factor gradient{gradients_[index].data(), layer.outputs};
    context_.blas.multiply(layer.outputs, layer.inputs, rows, {gradient.data, layer.outputs, true},
                           {inputs, layer.inputs},
                           context_.parameters.arena().gradient + network.weight(index).offset);
    if (index == 0)
      return;
    T* const below = gradients_[index - 1].data();
    float* output_gradient = output_gradient_.data();
    if constexpr (std::is_same_v<T, float>)
      output_gradient = below;
    context_.blas.multiply(rows, layer.inputs, layer.outputs, gradient,
                           {weights_of<T>(network, context_.parameters, index), layer.inputs},
                           output_gradient);
    activation_gradient(
        context_.stream, tiles,
        ActivationGradientPass<T>{network.layers()[index - 1].activation, layer.inputs,
                                  layers_.pre_activation(index - 1), layers_.output(index - 1),
                                  output_gradient, below, bias_partials_[index - 1].data()});
  }
}

template <class T>
std::uint64_t DenseStep<T>::launches(const Network& network, const SessionOptions& options,
                                     const BatchPlan& plan) {
  const std::uint64_t layers = network.layers().size(), hidden = layers - 1;
  const std::uint64_t gather = plan.full_batch() ? 0 : 1, loss = 1;
  // Of a hidden layer: activation and its gradient; GEMMs: forward, weights, and backward but for the first.
  return gather + loss + 2 * hidden + 2 * layers + hidden + UpdateStage::launches(options);
}

template <class T>
void DenseStep<T>::fetch(ModuleTrace& trace, Staging& staging) {
  if (rows_.size() > 0)
    staging.download(trace.rows.data(), rows_.data(), trace.rows.size_bytes());
  else
    std::iota(trace.rows.begin(), trace.rows.end(), 0);
  read_values(trace.features, batch_features(), staging);
  const std::size_t layers = trace.layers.size();
  for (std::size_t index = 0; index < layers; ++index) {
    ModuleTrace::Layer& layer = trace.layers[index];
    read_values(layer.pre_activation, layers_.pre_activation(index), staging);
    if (index + 1 < layers)
      read_values(layer.output, layers_.output(index), staging);
    else
      read_values(layer.output, layers_.last(), staging);
    read_values(layer.gradient, gradients_[index].data(), staging);
  }
  // The other depths stay 0, unknown: GEMMs promise no order.
  trace.bias_sum_depth = RowTiles(trace.rows.size()).column_sum_depth();
}

template <class T>
std::uint64_t DenseStep<T>::bytes(const Network& network, const DatasetView& data,
                                  const SessionOptions& options, std::uint64_t batch_rows) {
  const BatchPlan plan(data.rows(), batch_rows, options.seed);
  const std::uint64_t rows = plan.batch_size, tiles = RowTiles(rows).count();
  std::uint64_t sum = DenseLayers<T>::bytes(network, rows) + UpdateStage::bytes(network);
  if (!reads_data_in_place<T>(data.features.type == ElementType::float32, plan))
    sum += rows * network.features() * sizeof(T);
  if (!plan.full_batch())
    sum += rows * sizeof(std::uint64_t);
  for (const Layer& layer : network.layers())
    sum += rows * layer.outputs * sizeof(T) + tiles * layer.outputs * sizeof(float);
  if (!std::is_same_v<T, float>)
    sum += rows * widest_hidden(network) * sizeof(float);
  return sum + tiles * (network.losses() + 2) * sizeof(double);
}

template class DenseStep<float>;
template class DenseStep<__nv_bfloat16>;

}  // namespace glissade::cuda
