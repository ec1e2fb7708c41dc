#include "kernels/linear_gradient.hpp"

#include <algorithm>

#include "device/launch.hpp"
#include "kernels/linear_row.hpp"

namespace glissade::cuda {
namespace {

constexpr std::uint64_t most_tiles = 512;
// Enough for each warp to have several rows, where a row takes more than one thread.
constexpr std::uint64_t fewest_tile_rows = 32;

/// Threads that share a row.
std::uint64_t threads_per_row(std::uint64_t columns) {
  return columns <= most_narrow_columns      ? 1
         : columns <= most_half_warp_columns ? 16
         : columns <= most_group_columns     ? 32
                                             : block_threads;
}

LinearKernel kernel_for(std::uint64_t columns, bool are_bytes) {
  if (columns <= most_narrow_columns)
    return narrow_linear_kernel(columns, are_bytes);
  if (columns <= most_group_columns)
    return group_linear_kernel(columns, are_bytes);
  return block_linear_kernel(columns, are_bytes);
}

}  // namespace

std::uint64_t linear_tile_rows(std::uint64_t columns, std::uint64_t batch_rows) {
  const std::uint64_t even = divided_up(batch_rows, most_tiles);
  const std::uint64_t multiple = std::max(fewest_tile_rows, block_threads / threads_per_row(columns));
  return rounded_up(even, multiple);
}

std::uint64_t linear_dot_depth(std::uint64_t columns) {
  // A thread's own columns, the warp's tree, the block's warps, the bias.
  return held_columns(columns, threads_per_row(columns)) + block_sum_depth + 1;
}

std::uint64_t linear_row_sum_depth(std::uint64_t columns, std::uint64_t batch_rows) {
  const std::uint64_t tile_rows = linear_tile_rows(columns, batch_rows);
  const std::uint64_t rows_at_a_time = block_threads / threads_per_row(columns);
  const std::uint64_t rows_of_thread = held_columns(tile_rows, rows_at_a_time);
  // A tree of lanes and the warps in order, or the groups of lanes in order.
  const std::uint64_t of_tile =
      std::max<std::uint64_t>(block_sum_depth, columns > most_narrow_columns ? rows_at_a_time : 0);
  return rows_of_thread + of_tile + held_columns(batch_rows, tile_rows) + 1;
}

void linear_gradient(const Stream& stream, const LinearPass& pass) {
  launch(stream, blocks_for(pass.tiles(), 1), block_threads,
         kernel_for(pass.stored.columns, pass.stored.bytes != nullptr), pass);
}

}  // namespace glissade::cuda
