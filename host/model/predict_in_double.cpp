#include <algorithm>
#include <array>

#include "glissade/error.hpp"
#include "glissade/model.hpp"
#include "glissade/numeric/divided_up.hpp"
#include "numeric/thread_count.hpp"
#include "preprocessing/transform.hpp"

namespace glissade {

namespace {

/// Σ left·right, in lanes whose number is fixed, so that every processor gives the same bits.
double product(const double* left, const double* right, std::uint64_t count) {
  constexpr std::uint64_t lanes = 8;
  std::array<double, lanes> sums{};
  std::uint64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    for (std::uint64_t lane = 0; lane < lanes; ++lane) {
      sums[lane] += left[i + lane] * right[i + lane];
    }
  }
  for (; i < count; ++i) {
    sums[i % lanes] += left[i] * right[i];
  }
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

/// Outputs of one row of features, in the targets' units.
void predict_row(const Model& model, const double* features, double* outputs) {
  const Network& network = model.network;
  const double* const weights = model.arena64.data() + network.weight(0).offset;
  const double* const biases = model.arena64.data() + network.bias(0).offset;
  for (std::uint64_t output = 0; output < network.outputs(); ++output) {
    const double value =
        product(features, weights + output * network.features(), network.features()) + biases[output];
    outputs[output] =
        model.preprocessing.target_mean[output] + model.preprocessing.target_scale[output] * value;
  }
}

}  // namespace

std::vector<double> predict_in_double(const Model& model, const Table& table, std::uint64_t first,
                                      std::uint64_t count, int threads) {
  if (!model.predicts_in_double()) {
    throw Error(ErrorKind::usage, "the model holds no parameters in fp64");
  }
  const FeatureTransform transform(model.preprocessing, table);
  const std::uint64_t features = transform.feature_count();
  const std::uint64_t outputs = model.network.outputs();
  constexpr std::uint64_t tile_elements = 4096;
  const std::uint64_t tile_rows = std::max<std::uint64_t>(1, tile_elements / features);
  const std::uint64_t tiles = divided_up(count, tile_rows);
  const int workers = team_size(threads, tiles);
  std::vector<double> predictions(count * outputs);
  // Made here, because running out of memory must not end a parallel region.
  std::vector<std::vector<double>> buffers(static_cast<std::size_t>(workers),
                                           std::vector<double>(tile_rows * features));
#pragma omp parallel for schedule(static) num_threads(workers)
  for (std::uint64_t tile = 0; tile < tiles; ++tile) {
    const std::uint64_t begin = tile * tile_rows;
    const std::uint64_t rows = std::min(tile_rows, count - begin);
    double* const buffer = buffers[static_cast<std::size_t>(omp_get_thread_num())].data();
    transform.rows({table.rows(), {}}, first + begin, rows, buffer);
    for (std::uint64_t row = 0; row < rows; ++row) {
      predict_row(model, buffer + row * features, &predictions[(begin + row) * outputs]);
    }
  }
  return predictions;
}

}  // namespace glissade
