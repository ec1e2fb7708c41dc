#include "device/launch.hpp"
#include "kernels/begin_step.hpp"
#include "kernels/element.hpp"
#include "kernels/loss.hpp"
#include "kernels/tile_columns.hpp"

namespace glissade::cuda {
namespace {

struct LossAndGradient {
  double loss;
  float gradient;

  __device__ LossAndGradient& operator+=(const LossAndGradient& other) {
    loss += other.loss;
    gradient += other.gradient;
    return *this;
  }
};

template <class T>
__global__ void __launch_bounds__(block_threads)
    squared_error_kernel(StepTable table, RowTiles tiles, LossPass<T> pass, const float* targets,
                         float scale) {
  if (blockIdx.x == 0 && blockIdx.y == 0 && threadIdx.x == 0)
    begin_step(table);
  const std::uint64_t column = std::uint64_t{blockIdx.y} * tile_columns + threadIdx.x % 32;
  const LossAndGradient sums = tile_column_sum<class ColumnSums, LossAndGradient>(
      tiles, blockIdx.x, column, pass.columns, [&](std::uint64_t row, std::uint64_t own_column) {
        const std::uint64_t index = row * pass.columns + own_column;
        const std::uint64_t stored_row = pass.rows == nullptr ? row : pass.rows[row];
        const float output = pass.outputs[index] + pass.bias[own_column];
        pass.outputs[index] = output;
        const float residual = output - targets[stored_row * pass.columns + own_column];
        const T gradient = from_float<T>(residual * scale);
        pass.gradients[index] = gradient;
        // The square in fp32, so that an overflow shows as a loss that is not finite.
        return LossAndGradient{static_cast<double>(residual * residual), to_float(gradient)};
      });
  if (threadIdx.x >= tile_columns || column >= pass.columns)
    return;
  const std::uint64_t partial = std::uint64_t{blockIdx.x} * pass.columns + column;
  pass.partials.losses[partial] = sums.loss;
  if (pass.partials.bias_gradient != nullptr)
    pass.partials.bias_gradient[partial] = sums.gradient;
}

}  // namespace

template <class T>
void squared_error(const Stream& stream, const StepTable& table, const RowTiles& tiles,
                   const LossPass<T>& pass, const LossTargets& targets) {
  const dim3 grid(blocks_for(tiles.count(), 1), blocks_for(pass.columns, tile_columns));
  launch(stream, grid, block_threads, squared_error_kernel<T>, table, tiles, pass, targets.numbers,
         targets.gradient_scale);
}

template void squared_error(const Stream&, const StepTable&, const RowTiles&, const LossPass<float>&,
                            const LossTargets&);
template void squared_error(const Stream&, const StepTable&, const RowTiles&, const LossPass<__nv_bfloat16>&,
                            const LossTargets&);

}  // namespace glissade::cuda
