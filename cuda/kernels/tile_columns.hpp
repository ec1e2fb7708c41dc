#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "kernels/block_sum.hpp"
#include "kernels/step_table.hpp"

namespace glissade::cuda {

/// Columns that a block of tile_column_sum takes side by side.
inline constexpr unsigned int tile_columns = 32;

/// Σ over the rows of the block's tile of `visit(row, column)`, for each of 32 columns from `first_column`:
/// each warp takes every eighth row, and the eight sums of a column are added in order. Valid in the first
/// warp, for columns below `columns`.
template <class Name, class T, class Visit>
__device__ __forceinline__ T tile_column_sum(const RowTiles& tiles, std::uint64_t tile, std::uint64_t column,
                                             std::uint64_t columns, const Visit& visit) {
  auto& sums = shared<Name, T[warps_per_block][tile_columns]>();
  T sum{};
  if (column < columns)
    for (std::uint64_t row = tiles.first(tile) + threadIdx.x / 32; row < tiles.end(tile);
         row += warps_per_block)
      sum += visit(row, column);
  sums[threadIdx.x / 32][threadIdx.x % 32] = sum;
  __syncthreads();
  T total = sums[0][threadIdx.x % 32];
  for (unsigned int warp = 1; warp < warps_per_block; ++warp)
    total += sums[warp][threadIdx.x % 32];
  return total;
}

}  // namespace glissade::cuda
