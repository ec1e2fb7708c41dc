#include "kernels/synthetic_data.hpp"

#include "device/launch.hpp"
#include "glissade/numeric/normal.hpp"
#include "kernels/block_sum.hpp"

namespace glissade::cuda {
namespace {

// A Philox block gives four normals.
constexpr unsigned int normals_per_thread = 4;

__global__ void __launch_bounds__(block_threads)
    normals_kernel(std::uint64_t seed, std::uint64_t count, float* values) {
  const std::uint64_t block = std::uint64_t{blockIdx.x} * block_threads + threadIdx.x;
  const std::uint64_t first = block * normals_per_thread;
  if (first >= count)
    return;
  const PhiloxBlock bits = random_block(seed, RandomPurpose::features, 0, block);
  const NormalPair low = normal_pair(bits.lane[0], bits.lane[1]);
  const NormalPair high = normal_pair(bits.lane[2], bits.lane[3]);
  if (first + normals_per_thread <= count) {
    *reinterpret_cast<float4*>(values + first) = make_float4(low.first, low.second, high.first, high.second);
    return;
  }
  const float rest[] = {low.first, low.second, high.first};
  for (unsigned int index = 0; first + index < count; ++index)
    values[first + index] = rest[index];
}

/// A warp per row.
__global__ void __launch_bounds__(block_threads)
    add_centers_kernel(std::uint64_t seed, std::uint64_t rows, std::uint64_t columns, std::uint64_t classes,
                       const float* centers, float* features) {
  const std::uint64_t row = std::uint64_t{blockIdx.x} * warps_per_block + threadIdx.x / 32;
  if (row >= rows)
    return;
  const std::uint64_t label = choose_from_bits(random_bits(seed, RandomPurpose::labels, 0, row), classes);
  for (std::uint64_t column = threadIdx.x % 32; column < columns; column += 32)
    features[row * columns + column] += centers[label * columns + column];
}

struct LinearTargets {
  std::uint64_t seed;
  std::uint64_t rows;
  std::uint64_t columns;
  std::uint64_t informative;
  std::uint64_t outputs;
  double bias;
  double noise;
};

/// A thread per row: the host adds in the order of columns, and so must this. Reads are not coalesced, but
/// this runs once.
__global__ void __launch_bounds__(block_threads)
    linear_targets_kernel(LinearTargets source, const double* weights, const float* features,
                          float* targets) {
  const std::uint64_t row = std::uint64_t{blockIdx.x} * block_threads + threadIdx.x;
  if (row >= source.rows)
    return;
  for (std::uint64_t output = 0; output < source.outputs; ++output) {
    double sum = 0.0;
    for (std::uint64_t column = 0; column < source.informative; ++column)
      sum += static_cast<double>(features[row * source.columns + column]) *
             weights[output * source.informative + column];
    sum += source.bias;
    const std::uint64_t index = row * source.outputs + output;
    if (source.noise != 0.0)
      sum += source.noise * static_cast<double>(random_normal(source.seed, RandomPurpose::noise, 0, index));
    targets[index] = static_cast<float>(sum);
  }
}

}  // namespace

void generate_features(const Stream& stream, const SyntheticSource& source, const float* centers,
                       float* features) {
  const std::uint64_t count = source.rows * source.features;
  launch(stream, blocks_for(count, std::uint64_t{block_threads} * normals_per_thread), block_threads,
         normals_kernel, source.seed, count, features);
  if (source.kind == SyntheticSource::Kind::classes)
    launch(stream, blocks_for(source.rows, warps_per_block), block_threads, add_centers_kernel, source.seed,
           source.rows, source.features, source.classes, centers, features);
}

void generate_linear_targets(const Stream& stream, const SyntheticSource& source, const double* weights,
                             const float* features, float* targets) {
  const LinearTargets shape{source.seed,    source.rows, source.features, source.informative,
                            source.targets, source.bias, source.noise};
  launch(stream, blocks_for(source.rows, block_threads), block_threads, linear_targets_kernel, shape, weights,
         features, targets);
}

}  // namespace glissade::cuda
