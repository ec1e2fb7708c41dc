#include <limits>

#include "device/launch.hpp"
#include "glissade/numeric/elementary.hpp"
#include "kernels/begin_step.hpp"
#include "kernels/element.hpp"
#include "kernels/loss.hpp"
#include "kernels/tile_columns.hpp"

namespace glissade::cuda {
namespace {

constexpr std::uint32_t no_position = 0xffffffffu;

/// The largest logit of a row and where it is; the first of equals.
struct Largest {
  float value;
  std::uint32_t position;

  __device__ void take(float other, std::uint32_t other_position) {
    if (other > value || (other == value && other_position < position)) {
      value = other;
      position = other_position;
    }
  }
};

/// A group of `width` neighbouring lanes, a power of two, shares a row.
struct RowGroup {
  std::uint32_t width;
  std::uint32_t lane;

  __device__ explicit RowGroup(std::uint32_t lanes) : width(lanes), lane(threadIdx.x % lanes) {}

  __device__ Largest largest(Largest own) const {
    for (std::uint32_t distance = width / 2; distance > 0; distance /= 2) {
      const float value =
          __shfl_xor_sync(all_lanes, own.value, static_cast<int>(distance), static_cast<int>(width));
      const std::uint32_t position =
          __shfl_xor_sync(all_lanes, own.position, static_cast<int>(distance), static_cast<int>(width));
      own.take(value, position);
    }
    return own;
  }
  __device__ float sum(float value) const {
    for (std::uint32_t distance = width / 2; distance > 0; distance /= 2)
      value += __shfl_xor_sync(all_lanes, value, static_cast<int>(distance), static_cast<int>(width));
    return value;
  }
};

struct RowTotals {
  double loss = 0.0;
  double correct = 0.0;
};

/// All lanes of a warp come here together; those whose group has no row take part without one.
template <class T>
__device__ void loss_of_row(const RowGroup& group, const LossPass<T>& pass, const LossTargets& targets,
                            float gradient_scale, bool has_row, std::uint64_t row, RowTotals& totals) {
  const auto columns = static_cast<std::uint32_t>(has_row ? pass.columns : 0);
  const std::uint64_t start = row * pass.columns;
  const std::uint64_t stored_row = has_row && pass.rows != nullptr ? pass.rows[row] : row;
  const auto true_class =
      has_row ? static_cast<std::uint32_t>(targets.weights.classes[stored_row]) : no_position;

  Largest largest{-std::numeric_limits<float>::infinity(), no_position};
  float own_logit = 0.0f;
  // The lane's first column is mostly its only one; the logits of others are read again.
  float first_logit = 0.0f;
  for (std::uint32_t column = group.lane; column < columns; column += group.width) {
    const float logit = pass.outputs[start + column] + pass.bias[column];
    pass.outputs[start + column] = logit;
    largest.take(logit, column);
    if (column == group.lane)
      first_logit = logit;
    if (column == true_class)
      own_logit = logit;
  }
  const auto logit_of = [&](std::uint32_t column) {
    return column == group.lane ? first_logit : pass.outputs[start + column];
  };
  largest = group.largest(largest);
  own_logit = __shfl_sync(all_lanes, own_logit, static_cast<int>(true_class % group.width),
                          static_cast<int>(group.width));

  float sum = 0.0f;
  for (std::uint32_t column = group.lane; column < columns; column += group.width)
    sum += exp_float(logit_of(column) - largest.value);
  sum = group.sum(sum);
  if (!has_row)
    return;

  const float weight = targets.weights.weights == nullptr ? 1.0f : targets.weights.weights[true_class];
  const float scale = weight * gradient_scale;
  for (std::uint32_t column = group.lane; column < columns; column += group.width) {
    const float probability = exp_float(logit_of(column) - largest.value) / sum;
    const float gradient = (column == true_class ? probability - 1.0f : probability) * scale;
    pass.gradients[start + column] = from_float<T>(gradient);
  }
  if (group.lane == 0) {
    totals.loss += static_cast<double>(weight) * static_cast<double>(log_float(sum)) -
                   static_cast<double>(weight) * static_cast<double>(own_logit - largest.value);
    totals.correct += largest.position == true_class ? 1.0 : 0.0;
  }
}

template <class T>
__device__ void sum_bias_gradient(const RowTiles& tiles, const LossPass<T>& pass) {
  for (std::uint64_t first = 0; first < pass.columns; first += tile_columns) {
    // The gradients of the tile are complete, and the sums before these have been read.
    __syncthreads();
    const std::uint64_t column = first + threadIdx.x % 32;
    const float sum = tile_column_sum<class BiasSums, float>(
        tiles, blockIdx.x, column, pass.columns, [&](std::uint64_t row, std::uint64_t own_column) {
          return to_float(pass.gradients[row * pass.columns + own_column]);
        });
    if (threadIdx.x < tile_columns && column < pass.columns)
      pass.partials.bias_gradient[std::uint64_t{blockIdx.x} * pass.columns + column] = sum;
  }
}

template <class T>
// Left to itself, the compiler makes room for more blocks and spills.
__global__ void __launch_bounds__(block_threads, 4)
    cross_entropy_kernel(StepTable table, RowTiles tiles, LossPass<T> pass, LossTargets targets,
                         std::uint32_t width) {
  if (blockIdx.x == 0 && threadIdx.x == 0)
    begin_step(table);
  float gradient_scale = targets.gradient_scale;
  if (targets.tile_weights != nullptr) {
    const double weight =
        sum_of_partials<class BatchWeight>(targets.tile_weights, static_cast<unsigned int>(tiles.count()), 1);
    gradient_scale = weight > 0.0 ? static_cast<float>(1.0 / weight) : 0.0f;
  }
  const RowGroup group(width);
  RowTotals totals;
  const std::uint64_t end = tiles.end(blockIdx.x);
  for (std::uint64_t first = tiles.first(blockIdx.x); first < end; first += block_threads / width) {
    const std::uint64_t row = first + threadIdx.x / width;
    loss_of_row(group, pass, targets, gradient_scale, row < end, row, totals);
  }
  const double loss = block_sum<class TileLoss>(totals.loss);
  const double correct = block_sum<class TileCorrect>(totals.correct);
  if (threadIdx.x == 0) {
    pass.partials.losses[blockIdx.x] = loss;
    pass.partials.correct[blockIdx.x] = correct;
  }
  if (pass.partials.bias_gradient != nullptr)
    sum_bias_gradient(tiles, pass);
}

std::uint32_t group_width(std::uint64_t columns) {
  std::uint32_t width = 2;
  while (width < 32 && width < columns)
    width *= 2;
  return width;
}

}  // namespace

template <class T>
void cross_entropy(const Stream& stream, const StepTable& table, const RowTiles& tiles,
                   const LossPass<T>& pass, const LossTargets& targets) {
  launch(stream, blocks_for(tiles.count(), 1), block_threads, cross_entropy_kernel<T>, table, tiles, pass,
         targets, group_width(pass.columns));
}

template void cross_entropy(const Stream&, const StepTable&, const RowTiles&, const LossPass<float>&,
                            const LossTargets&);
template void cross_entropy(const Stream&, const StepTable&, const RowTiles&, const LossPass<__nv_bfloat16>&,
                            const LossTargets&);

}  // namespace glissade::cuda
