#pragma once

#include <cuda_runtime.h>

#include <algorithm>

#include "kernels/block_sum.hpp"
#include "kernels/linear_gradient.hpp"
#include "kernels/stored_rows.hpp"

/// Shared by the kernels of linear regression. Each thread holds some columns of weights, rows and gradient
/// in registers; they differ in how many threads share a row.
namespace glissade::cuda {

inline constexpr std::uint64_t most_narrow_columns = 8;
inline constexpr std::uint64_t most_half_warp_columns = 16;
inline constexpr std::uint64_t most_group_columns = 1024;

using LinearKernel = void (*)(LinearPass);

/// A thread per row, a group of lanes per row, and a block per row.
LinearKernel narrow_linear_kernel(std::uint64_t columns, bool are_bytes);
LinearKernel group_linear_kernel(std::uint64_t columns, bool are_bytes);
LinearKernel block_linear_kernel(std::uint64_t columns, bool are_bytes);

/// Columns that one of `threads` threads holds.
constexpr std::uint64_t held_columns(std::uint64_t columns, std::uint64_t threads) {
  return divided_up(columns, threads);
}

/// Rows that a thread reads before it uses the first, where it holds so many columns of each.
constexpr unsigned int rows_at_once(unsigned int columns) {
  return columns > loads_under_way / 2 ? 1 : columns > loads_under_way / 4 ? 2 : columns > 1 ? 4 : 8;
}

/// Which training row stands at a place of the batch.
class LinearRows {
 public:
  __device__ explicit LinearRows(const LinearPass& pass)
      : is_natural_(pass.is_natural_order),
        position_(pass.table.next_entry().first_position),
        order_(pass.table.next_entry().order) {}

  __device__ std::uint64_t operator()(std::uint64_t index) const {
    return is_natural_ ? index : order_(position_ + index);
  }

 private:
  bool is_natural_;
  std::uint64_t position_;
  Permutation order_;
};

/// The next 32 rows of a warp, of which each lane finds one, so that the order is not computed 32 times.
class RowWindow {
 public:
  /// `index` is the lane's own place in the batch. Beyond the tile stands its last row, which is read but
  /// does not count.
  __device__ __forceinline__ RowWindow(const LinearRows& rows, const float* targets, std::uint64_t index,
                                       std::uint64_t end)
      : row_(rows(std::min(index, end - 1))), target_(targets[row_]) {}

  __device__ __forceinline__ std::uint64_t row(unsigned int lane) const {
    return __shfl_sync(all_lanes, row_, static_cast<int>(lane));
  }
  __device__ __forceinline__ float target(unsigned int lane) const {
    return __shfl_sync(all_lanes, target_, static_cast<int>(lane));
  }

 private:
  std::uint64_t row_;
  float target_;
};

/// A row's part in the loss. The square in fp32, so that an overflow shows as a loss that is not finite.
__device__ __forceinline__ double squared_loss(float residual) {
  return static_cast<double>(residual * residual);
}

__device__ __forceinline__ void keep_residual(const LinearPass& pass, std::uint64_t index, std::uint64_t row,
                                              float output, float scaled) {
  pass.rows[index] = row;
  pass.outputs[index] = output;
  pass.output_gradients[index] = scaled;
}

/// The rows of a block.
struct Tile {
  std::uint64_t first;
  std::uint64_t end;

  __device__ explicit Tile(const LinearPass& pass)
      : first(std::uint64_t{blockIdx.x} * pass.tile_rows),
        end(std::min(first + pass.tile_rows, pass.batch_rows)) {}
};

__device__ __forceinline__ void leave_sums(const LinearPass& pass, double loss, float bias_gradient) {
  loss = block_sum<class TileLoss>(loss);
  bias_gradient = block_sum<class TileBias>(bias_gradient);
  if (threadIdx.x != 0)
    return;
  pass.tile_losses[blockIdx.x] = loss;
  pass.partials[blockIdx.x * (pass.stored.columns + 1) + pass.stored.columns] = bias_gradient;
}

}  // namespace glissade::cuda
