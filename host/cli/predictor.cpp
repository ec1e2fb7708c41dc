#include "cli/predictor.hpp"

#include <algorithm>

namespace glissade {
namespace {

/// Activations of a chunk stay within some 16 MB a layer.
std::uint64_t rows_at_once(const Network& network) {
  std::uint64_t widest = 1;
  for (const Layer& layer : network.layers())
    widest = std::max(widest, layer.outputs);
  return std::clamp<std::uint64_t>((1 << 22) / widest, 1, 1 << 16);
}

}  // namespace

Predictor::Predictor(const Network& network, std::span<const float> arena, const Backend& backend,
                     int threads)
    : network_(network), chunk_rows_(rows_at_once(network)) {
  DatasetView no_rows;
  no_rows.features.columns = network.features();
  SessionOptions options;
  options.threads = threads;
  session_ = backend.open(network, no_rows, options);
  State state;
  state.arena.assign(arena.begin(), arena.end());
  session_->restore(state);
}

std::vector<float> Predictor::chunk_outputs(const DatasetView& chunk) {
  std::vector<float> outputs(chunk.rows() * network_.outputs());
  session_->predict(chunk, outputs);
  return outputs;
}

std::vector<float> Predictor::outputs(const DatasetView& data) {
  std::vector<float> outputs(data.rows() * network_.outputs());
  for (std::uint64_t first = 0; first < data.rows(); first += chunk_rows_) {
    const std::uint64_t rows = std::min(chunk_rows_, data.rows() - first);
    const std::span chunk(outputs.data() + first * network_.outputs(), rows * network_.outputs());
    session_->predict(data.slice(first, rows), chunk);
  }
  return outputs;
}

std::vector<double> in_target_units(const Preprocessing& preprocessing, std::span<const float> outputs) {
  const std::size_t targets = preprocessing.target_mean.size();
  std::vector<double> values(outputs.size());
  for (std::size_t element = 0; element < outputs.size(); ++element) {
    const std::size_t target = element % targets;
    values[element] =
        preprocessing.target_mean[target] + preprocessing.target_scale[target] * outputs[element];
  }
  return values;
}

}  // namespace glissade
