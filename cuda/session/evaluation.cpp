#include "session/evaluation.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <type_traits>
#include <vector>

#include "device/profiler_range.hpp"
#include "kernels/dense_layer.hpp"
#include "kernels/loss.hpp"
#include "kernels/loss_totals.hpp"

namespace glissade::cuda {
namespace {

// Rows of a tile: enough to keep the device busy, few enough not to matter beside the training data.
constexpr std::uint64_t most_rows = 4096;
constexpr std::uint64_t fewest_rows = 64;
constexpr std::uint64_t most_tile_elements = std::uint64_t{1} << 24;

/// A table that no step belongs to.
constexpr StepTable no_table{nullptr, nullptr, nullptr, nullptr, 0};

/// T, float or bf16, is what factors of matrix products are stored as.
template <class T>
struct EvaluationBuffers {
  EvaluationBuffers(DeviceMemory& memory, const Network& network)
      : rows(evaluation_rows(network)),
        layers(memory, network, rows),
        gradients(memory, rows * network.outputs()),
        tile_losses(memory, RowTiles(rows).count() * network.losses()),
        tile_correct(memory, RowTiles(rows).count()),
        totals(memory, network.losses() + 1) {}

  std::uint64_t rows;  ///< of a tile
  DenseLayers<T> layers;
  DeviceBuffer<T> gradients;
  DeviceBuffer<double> tile_losses, tile_correct;
  DeviceBuffer<double> totals;  ///< of a call: losses, then correct rows
};

/// The features of a tile as factors.
template <class T>
DeviceBuffer<T> converted_tile(DeviceMemory& memory, const Network& network) {
  return DeviceBuffer<T>(memory, evaluation_rows(network) * network.features());
}

template <class T>
class TiledEvaluation final : public Evaluation {
 public:
  explicit TiledEvaluation(const EvaluationContext& context)
      : context_(context), buffers_(context.memory, context.network) {}

  void evaluate(const DatasetView& data, ModuleSums& sums) override {
    const ProfilerRange range("evaluation");
    context_.stream.fill_with_zeros(buffers_.totals.data(), buffers_.totals.size());
    for_each_tile(data, [&](const DatasetView& tile, std::uint64_t) { loss(RowTiles(tile.rows())); });
    add_sums(data, sums);
  }

  void predict(const DatasetView& data, std::span<float> outputs) override {
    const ProfilerRange range("prediction");
    const Network& network = context_.network;
    const std::size_t last = network.layers().size() - 1;
    DatasetView features = data;
    features.targets = {};
    features.classes = {};
    for_each_tile(features, [&](const DatasetView& tile, std::uint64_t first) {
      add_bias_and_activate(
          context_.stream,
          {Activation::identity, false, tile.rows(), network.outputs(),
           context_.parameters.arena().values + network.bias(last).offset, buffers_.layers.last()},
          buffers_.layers.last());
      context_.staging.download(outputs.data() + first * network.outputs(), buffers_.layers.last(),
                                tile.rows() * network.outputs() * sizeof(float));
    });
  }

 private:
  template <class Visit>
  void for_each_tile(const DatasetView& data, const Visit& visit) {
    const bool converts = !std::is_same_v<T, float> || data.features.type == ElementType::uint8;
    make_room(data, converts);
    for (std::uint64_t first = 0; first < data.rows(); first += buffers_.rows) {
      const DatasetView tile = data.slice(first, std::min(buffers_.rows, data.rows() - first));
      resident_->upload(tile, context_.staging);
      const T* features = converted_.data();
      if (converts)
        convert_rows(context_.stream, 0, tile.rows(), resident_->features(), converted_.data());
      else if constexpr (std::is_same_v<T, float>)
        features = resident_->features().floats;
      buffers_.layers.forward(context_.stream, context_.blas, context_.parameters, features, tile.rows(),
                              buffers_.rows);
      visit(tile, first);
    }
  }

  /// One call's data are mostly shaped as the last one's: the next epoch's evaluation.
  void make_room(const DatasetView& data, bool converts) {
    const std::uint64_t outputs = context_.network.outputs();
    // Every call ends with a download, which waits: nothing that is queued uses the room that goes. A short
    // tile has room for a whole one, too, whose products are computed.
    if (!resident_ || !resident_->has_room_for(data, buffers_.rows, outputs))
      resident_.emplace(context_.memory, data, buffers_.rows, outputs);
    if (converts && converted_.size() == 0)
      converted_ = converted_tile<T>(context_.memory, context_.network);
  }

  void loss(const RowTiles& tiles) {
    const Network& network = context_.network;
    const std::size_t last = network.layers().size() - 1;
    double* const tile_correct = network.classifies() ? buffers_.tile_correct.data() : nullptr;
    // The gradient that comes with the loss is not wanted, nor are its sums.
    const LossPass<T> pass{network.outputs(),
                           context_.parameters.arena().values + network.bias(last).offset,
                           buffers_.layers.last(),
                           buffers_.gradients.data(),
                           nullptr,
                           {buffers_.tile_losses.data(), tile_correct, nullptr}};
    loss_and_gradient(network.loss(), context_.stream, no_table, tiles, pass,
                      {resident_->targets(), {resident_->classes(), context_.class_weights}, nullptr, 0.0f});
    add_loss_totals(context_.stream, pass.partials, tiles.count(), network.losses(), buffers_.totals.data());
  }

  void add_sums(const DatasetView& data, ModuleSums& sums) {
    std::vector<double> totals(buffers_.totals.size());
    context_.staging.download(totals.data(), buffers_.totals.data(), buffers_.totals.bytes());
    std::ranges::transform(sums.loss, totals, sums.loss.begin(), std::plus<>());
    sums.correct += static_cast<std::uint64_t>(totals.back());
    sums.rows += data.rows();
    if (context_.host_class_weights.empty())
      sums.weight += static_cast<double>(data.rows());
    else
      for (const std::int32_t own_class : data.classes)
        sums.weight += static_cast<double>(context_.host_class_weights[static_cast<std::size_t>(own_class)]);
  }

  EvaluationContext context_;
  EvaluationBuffers<T> buffers_;
  std::optional<DeviceDataset> resident_;  ///< a tile
  DeviceBuffer<T> converted_;              ///< its features as factors; empty where they are stored so
};

}  // namespace

std::uint64_t evaluation_rows(const Network& network) {
  std::uint64_t widest = network.features();
  for (const Layer& layer : network.layers())
    widest = std::max(widest, layer.outputs);
  return std::clamp(most_tile_elements / widest, fewest_rows, most_rows);
}

std::unique_ptr<Evaluation> make_evaluation(const EvaluationContext& context, Precision precision) {
  if (precision == Precision::bf16)
    return std::make_unique<TiledEvaluation<__nv_bfloat16>>(context);
  return std::make_unique<TiledEvaluation<float>>(context);
}

namespace {

template <class T>
void plan_tiles(DeviceMemory& memory, const Network& network, const DatasetView& like) {
  const EvaluationBuffers<T> buffers(memory, network);
  const DeviceDataset resident(memory, like, buffers.rows, network.outputs());
  // Whether other data have to be converted is not known yet.
  converted_tile<T>(memory, network);
}

}  // namespace

void plan_evaluation(DeviceMemory& memory, const Network& network, const DatasetView& like,
                     Precision precision) {
  if (precision == Precision::bf16)
    plan_tiles<__nv_bfloat16>(memory, network, like);
  else
    plan_tiles<float>(memory, network, like);
}

}  // namespace glissade::cuda
