#include "kernels/linear_gradient.hpp"

#include <algorithm>

#include "device/launch.hpp"
#include "kernels/begin_step.hpp"
#include "kernels/linear_row.hpp"

namespace glissade::cuda {
namespace {

constexpr std::uint64_t most_tiles = 512;
// Enough for each warp to have several rows, where a row takes more than one thread.
constexpr std::uint64_t fewest_tile_rows = 32;
constexpr std::uint64_t most_narrow_columns = 8;
constexpr std::uint64_t most_warp_columns = 1024;
// Rows whose dot products share a barrier where a whole block works on each.
constexpr unsigned int rows_per_barrier = 4;

/// Columns that one of `threads` threads holds.
constexpr std::uint64_t held_columns(std::uint64_t columns, std::uint64_t threads) {
  return divided_up(columns, threads);
}

/// Blocks that a multiprocessor is to hold, which bounds the registers of a thread that holds so many values
/// of its rows: left to itself, the compiler makes room for more blocks and spills.
[[maybe_unused]] constexpr unsigned int resident_blocks(unsigned int values) {
  return values <= 4 ? 4 : values <= 16 ? 2 : 1;
}

struct Tile {
  std::uint64_t first;
  std::uint64_t end;

  __device__ explicit Tile(const LinearPass& pass)
      : first(std::uint64_t{blockIdx.x} * pass.tile_rows),
        end(std::min(first + pass.tile_rows, pass.batch_rows)) {}
};

__device__ void leave_sums(const LinearPass& pass, double loss, float bias_gradient) {
  loss = block_sum<class TileLoss>(loss);
  bias_gradient = block_sum<class TileBias>(bias_gradient);
  if (threadIdx.x != 0)
    return;
  pass.tile_losses[blockIdx.x] = loss;
  pass.partials[blockIdx.x * (pass.stored.columns + 1) + pass.stored.columns] = bias_gradient;
}

/// A thread per row.
template <unsigned int columns>
__global__ void __launch_bounds__(block_threads, resident_blocks(1)) narrow_kernel(LinearPass pass) {
  if (blockIdx.x == 0 && threadIdx.x == 0)
    begin_step(pass.table);
  const LinearRows rows(pass);
  const Tile tile(pass);
  float gradient[columns] = {};
  float bias_gradient = 0.0f;
  double loss = 0.0;
  for (std::uint64_t index = tile.first + threadIdx.x; index < tile.end; index += block_threads) {
    const std::uint64_t row = rows(index);
    float features[columns];
    float output = 0.0f;
#pragma unroll
    for (unsigned int column = 0; column < columns; ++column) {
      features[column] = linear_feature(pass.stored, row, column);
      output += features[column] * pass.weights[column];
      if (pass.features != nullptr)
        pass.features[index * columns + column] = features[column];
    }
    output += *pass.bias;
    const LinearResidual residual = linear_residual(pass, row, output);
    keep_residual(pass, index, row, output, residual.scaled);
#pragma unroll
    for (unsigned int column = 0; column < columns; ++column)
      gradient[column] += features[column] * residual.scaled;
    bias_gradient += residual.scaled;
    loss += residual.square;
  }
  auto& sums = shared<class ColumnSums, float[columns][warps_per_block]>();
#pragma unroll
  for (unsigned int column = 0; column < columns; ++column) {
    const float sum = warp_sum(gradient[column]);
    if (threadIdx.x % 32 == 0)
      sums[column][threadIdx.x / 32] = sum;
  }
  __syncthreads();
  if (threadIdx.x < columns) {
    float sum = 0.0f;
    for (unsigned int warp = 0; warp < warps_per_block; ++warp)
      sum += sums[threadIdx.x][warp];
    pass.partials[blockIdx.x * (columns + 1) + threadIdx.x] = sum;
  }
  leave_sums(pass, loss, bias_gradient);
}

/// A warp per row; lane l holds columns l, l + 32, …
template <unsigned int held>
__global__ void __launch_bounds__(block_threads, resident_blocks(held)) warp_kernel(LinearPass pass) {
  if (blockIdx.x == 0 && threadIdx.x == 0)
    begin_step(pass.table);
  const LinearRows rows(pass);
  const Tile tile(pass);
  const auto columns = static_cast<unsigned int>(pass.stored.columns);
  const unsigned int lane = threadIdx.x % 32;
  float weights[held], gradient[held];
#pragma unroll
  for (unsigned int j = 0; j < held; ++j) {
    weights[j] = lane + 32 * j < columns ? pass.weights[lane + 32 * j] : 0.0f;
    gradient[j] = 0.0f;
  }
  const float bias = *pass.bias;
  float bias_gradient = 0.0f;
  double loss = 0.0;
  for (std::uint64_t index = tile.first + threadIdx.x / 32; index < tile.end; index += warps_per_block) {
    const std::uint64_t row = rows(index);
    float features[held];
    float product = 0.0f;
#pragma unroll
    for (unsigned int j = 0; j < held; ++j) {
      const unsigned int column = lane + 32 * j;
      features[j] = column < columns ? linear_feature(pass.stored, row, column) : 0.0f;
      product += features[j] * weights[j];
      if (pass.features != nullptr && column < columns)
        pass.features[index * columns + column] = features[j];
    }
    const float output = warp_sum(product) + bias;
    const LinearResidual residual = linear_residual(pass, row, output);
#pragma unroll
    for (unsigned int j = 0; j < held; ++j)
      gradient[j] += features[j] * residual.scaled;
    if (lane == 0) {
      keep_residual(pass, index, row, output, residual.scaled);
      bias_gradient += residual.scaled;
      loss += residual.square;
    }
  }
  auto& sums = shared<class ColumnSums, float[warps_per_block][32]>();
#pragma unroll
  for (unsigned int j = 0; j < held; ++j) {
    sums[threadIdx.x / 32][lane] = gradient[j];
    __syncthreads();
    if (threadIdx.x < 32 && lane + 32 * j < columns) {
      float sum = sums[0][lane];
      for (unsigned int warp = 1; warp < warps_per_block; ++warp)
        sum += sums[warp][lane];
      pass.partials[std::uint64_t{blockIdx.x} * (columns + 1) + lane + 32 * j] = sum;
    }
    __syncthreads();
  }
  leave_sums(pass, loss, bias_gradient);
}

/// Σ over the block of the products of several rows, by one barrier; `buffer` alternates, so that none is
/// written while it is read.
__device__ void sum_products(float (&products)[rows_per_barrier], unsigned int buffer) {
  auto& sums = shared<class Products, float[2][rows_per_barrier][warps_per_block]>();
#pragma unroll
  for (unsigned int r = 0; r < rows_per_barrier; ++r) {
    const float sum = warp_sum(products[r]);
    if (threadIdx.x % 32 == 0)
      sums[buffer][r][threadIdx.x / 32] = sum;
  }
  __syncthreads();
#pragma unroll
  for (unsigned int r = 0; r < rows_per_barrier; ++r) {
    products[r] = sums[buffer][r][0];
    for (unsigned int warp = 1; warp < warps_per_block; ++warp)
      products[r] += sums[buffer][r][warp];
  }
}

/// A block per row, several rows at a time; thread t holds columns t, t + 256, …
template <unsigned int held>
__global__ void __launch_bounds__(block_threads, resident_blocks(held* rows_per_barrier))
    block_kernel(LinearPass pass) {
  if (blockIdx.x == 0 && threadIdx.x == 0)
    begin_step(pass.table);
  const LinearRows rows(pass);
  const Tile tile(pass);
  const auto columns = static_cast<unsigned int>(pass.stored.columns);
  float gradient[held] = {};
  const float bias = *pass.bias;
  float bias_gradient = 0.0f;
  double loss = 0.0;
  unsigned int buffer = 0;
  for (std::uint64_t first = tile.first; first < tile.end; first += rows_per_barrier) {
    float features[rows_per_barrier][held];
    float products[rows_per_barrier] = {};
    std::uint64_t row_numbers[rows_per_barrier];
#pragma unroll
    for (unsigned int r = 0; r < rows_per_barrier; ++r)
      // Beyond the tile its last row again, which is read but not used.
      row_numbers[r] = rows(std::min(first + r, tile.end - 1));
#pragma unroll
    for (unsigned int j = 0; j < held; ++j) {
      const unsigned int column = threadIdx.x + block_threads * j;
      const bool is_there = column < columns;
      // Not kept: the rows and the gradient need the registers, and the cache has it.
      const float weight = is_there ? pass.weights[column] : 0.0f;
#pragma unroll
      for (unsigned int r = 0; r < rows_per_barrier; ++r) {
        features[r][j] = is_there ? linear_feature(pass.stored, row_numbers[r], column) : 0.0f;
        products[r] += features[r][j] * weight;
        if (pass.features != nullptr && is_there && first + r < tile.end)
          pass.features[(first + r) * columns + column] = features[r][j];
      }
    }
    sum_products(products, buffer);
    buffer ^= 1;
#pragma unroll
    for (unsigned int r = 0; r < rows_per_barrier; ++r) {
      if (first + r >= tile.end)
        break;
      const float output = products[r] + bias;
      const LinearResidual residual = linear_residual(pass, row_numbers[r], output);
#pragma unroll
      for (unsigned int j = 0; j < held; ++j)
        gradient[j] += features[r][j] * residual.scaled;
      if (threadIdx.x == 0) {
        keep_residual(pass, first + r, row_numbers[r], output, residual.scaled);
        bias_gradient += residual.scaled;
        loss += residual.square;
      }
    }
  }
#pragma unroll
  for (unsigned int j = 0; j < held; ++j) {
    const unsigned int column = threadIdx.x + block_threads * j;
    if (column < columns)
      pass.partials[std::uint64_t{blockIdx.x} * (columns + 1) + column] = gradient[j];
  }
  leave_sums(pass, loss, bias_gradient);
}

using Kernel = void (*)(LinearPass);

Kernel narrow_kernel_for(std::uint64_t columns) {
  constexpr Kernel kernels[] = {narrow_kernel<1>, narrow_kernel<2>, narrow_kernel<3>, narrow_kernel<4>,
                                narrow_kernel<5>, narrow_kernel<6>, narrow_kernel<7>, narrow_kernel<8>};
  return kernels[columns - 1];
}

Kernel warp_kernel_for(std::uint64_t held) {
  return held <= 1    ? warp_kernel<1>
         : held <= 2  ? warp_kernel<2>
         : held <= 4  ? warp_kernel<4>
         : held <= 8  ? warp_kernel<8>
         : held <= 16 ? warp_kernel<16>
                      : warp_kernel<32>;
}

Kernel block_kernel_for(std::uint64_t held) {
  return held <= 8 ? block_kernel<8> : held <= 16 ? block_kernel<16> : block_kernel<32>;
}

Kernel kernel_for(std::uint64_t columns) {
  if (columns <= most_narrow_columns)
    return narrow_kernel_for(columns);
  if (columns <= most_warp_columns)
    return warp_kernel_for(held_columns(columns, 32));
  return block_kernel_for(held_columns(columns, block_threads));
}

/// Threads that share a row.
std::uint64_t threads_per_row(std::uint64_t columns) {
  return columns <= most_narrow_columns ? 1 : columns <= most_warp_columns ? 32 : block_threads;
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
  const std::uint64_t rows_of_thread = held_columns(tile_rows, block_threads / threads_per_row(columns));
  return rows_of_thread + block_sum_depth + held_columns(batch_rows, tile_rows) + 1;
}

void linear_gradient(const Stream& stream, const LinearPass& pass) {
  launch(stream, blocks_for(pass.tiles(), 1), block_threads, kernel_for(pass.stored.columns), pass);
}

}  // namespace glissade::cuda
