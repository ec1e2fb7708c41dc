#include "session/evaluation.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <type_traits>
#include <vector>

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

template <class T>
class TiledEvaluation final : public Evaluation {
 public:
  explicit TiledEvaluation(const EvaluationContext& context)
      : context_(context),
        rows_(evaluation_rows(context.network)),
        layers_(context.network, rows_),
        gradients_(rows_ * context.network.outputs()),
        tile_losses_(RowTiles(rows_).count() * context.network.losses()),
        tile_correct_(context.network.classifies() ? RowTiles(rows_).count() : 0),
        totals_(context.network.losses() + 1) {}

  void evaluate(const DatasetView& data, ModuleSums& sums) override {
    context_.stream.fill_with_zeros(totals_.data(), totals_.size());
    for_each_tile(data, [&](const DatasetView& tile, std::uint64_t) { loss(RowTiles(tile.rows())); });
    add_sums(data, sums);
  }

  void predict(const DatasetView& data, std::span<float> outputs) override {
    const Network& network = context_.network;
    const std::size_t last = network.layers().size() - 1;
    DatasetView features = data;
    features.targets = {};
    features.classes = {};
    for_each_tile(features, [&](const DatasetView& tile, std::uint64_t first) {
      add_bias_and_activate(context_.stream,
                            {Activation::identity, false, tile.rows(), network.outputs(),
                             context_.parameters.arena().values + network.bias(last).offset, layers_.last()},
                            layers_.last());
      context_.staging.download(outputs.data() + first * network.outputs(), layers_.last(),
                                tile.rows() * network.outputs() * sizeof(float));
    });
  }

 private:
  template <class Visit>
  void for_each_tile(const DatasetView& data, const Visit& visit) {
    const bool converts = !std::is_same_v<T, float> || data.features.type == ElementType::uint8;
    make_room(data, converts);
    for (std::uint64_t first = 0; first < data.rows(); first += rows_) {
      const DatasetView tile = data.slice(first, std::min(rows_, data.rows() - first));
      resident_->upload(tile, context_.staging);
      const T* features = converted_.data();
      if (converts)
        convert_rows(context_.stream, 0, tile.rows(), resident_->features(), converted_.data());
      else if constexpr (std::is_same_v<T, float>)
        features = resident_->features().floats;
      layers_.forward(context_.stream, context_.blas, context_.parameters, features, tile.rows(), rows_);
      visit(tile, first);
    }
  }

  /// One call's data are mostly shaped as the last one's: the next epoch's evaluation.
  void make_room(const DatasetView& data, bool converts) {
    const std::uint64_t outputs = context_.network.outputs();
    // Every call ends with a download, which waits: nothing that is queued uses the room that goes. A short
    // tile has room for a whole one, too, whose products are computed.
    if (!resident_ || !resident_->has_room_for(data, rows_, outputs))
      resident_.emplace(data, rows_, outputs);
    if (converts && converted_.size() == 0)
      converted_ = DeviceBuffer<T>(rows_ * data.features.columns);
  }

  void loss(const RowTiles& tiles) {
    const Network& network = context_.network;
    const std::size_t last = network.layers().size() - 1;
    // The gradient that comes with the loss is not wanted, nor are its sums.
    const LossPass<T> pass{network.outputs(), context_.parameters.arena().values + network.bias(last).offset,
                           layers_.last(),    gradients_.data(),
                           nullptr,           {tile_losses_.data(), tile_correct_.data(), nullptr}};
    loss_and_gradient(network.loss(), context_.stream, no_table, tiles, pass,
                      {resident_->targets(), {resident_->classes(), context_.class_weights}, nullptr, 0.0f});
    add_loss_totals(context_.stream, pass.partials, tiles.count(), network.losses(), totals_.data());
  }

  void add_sums(const DatasetView& data, ModuleSums& sums) {
    std::vector<double> totals(totals_.size());
    context_.staging.download(totals.data(), totals_.data(), totals_.bytes());
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
  std::uint64_t rows_;
  DenseLayers<T> layers_;
  DeviceBuffer<T> gradients_;
  DeviceBuffer<double> tile_losses_, tile_correct_;
  DeviceBuffer<double> totals_;            ///< of a call: losses, then correct rows
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

std::uint64_t evaluation_bytes(const Network& network, const DatasetView& data, Precision precision) {
  const std::uint64_t rows = evaluation_rows(network), tiles = RowTiles(rows).count();
  const bool is_bf16 = precision == Precision::bf16;
  const std::uint64_t factor = is_bf16 ? sizeof(__nv_bfloat16) : sizeof(float);
  const std::uint64_t layers =
      is_bf16 ? DenseLayers<__nv_bfloat16>::bytes(network, rows) : DenseLayers<float>::bytes(network, rows);
  return layers + DeviceDataset::bytes(data, rows, network.outputs()) +
         rows * (network.features() + network.outputs()) * factor +
         (tiles + 1) * (network.losses() + 1) * sizeof(double);
}

}  // namespace glissade::cuda
