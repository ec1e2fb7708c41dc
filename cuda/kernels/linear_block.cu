#include <algorithm>

#include "kernels/begin_step.hpp"
#include "kernels/linear_row.hpp"

namespace glissade::cuda {
namespace {

/// Σ over the block of the products of several rows, by one barrier; `buffer` alternates, so that none is
/// written while it is read.
template <unsigned int count>
__device__ void sum_products(float (&products)[count], unsigned int buffer) {
  auto& sums = shared<class Products, float[2][count][warps_per_block]>();
#pragma unroll
  for (unsigned int r = 0; r < count; ++r) {
    const float sum = warp_sum(products[r]);
    if (threadIdx.x % 32 == 0)
      sums[buffer][r][threadIdx.x / 32] = sum;
  }
  __syncthreads();
#pragma unroll
  for (unsigned int r = 0; r < count; ++r) {
    products[r] = sums[buffer][r][0];
    for (unsigned int warp = 1; warp < warps_per_block; ++warp)
      products[r] += sums[buffer][r][warp];
  }
}

/// A block per row, several rows at a time; thread t holds columns t, t + 256, …
template <unsigned int held, bool are_bytes>
__global__ void __launch_bounds__(block_threads, held <= 16 || !are_bytes ? 2 : 1)
    block_kernel(LinearPass pass) {
  using Stored = StoredRows<are_bytes>;
  constexpr unsigned int at_once = held <= 8 ? 4 : held <= 16 ? 2 : 1;
  if (blockIdx.x == 0 && threadIdx.x == 0)
    begin_step(pass.table);
  const LinearRows rows(pass);
  const Tile tile(pass);
  const Stored stored(pass.stored);
  const auto columns = static_cast<unsigned int>(pass.stored.columns);
  float gradient[held] = {};
  const float bias = *pass.bias;
  float bias_gradient = 0.0f;
  double loss = 0.0;
  unsigned int buffer = 0;
  for (std::uint64_t start = tile.first; start < tile.end; start += 32) {
    const RowWindow window(rows, pass.targets, start + threadIdx.x % 32, tile.end);
    const auto count = static_cast<unsigned int>(std::min<std::uint64_t>(32, tile.end - start));
    for (unsigned int first = 0; first < count; first += at_once) {
      typename Stored::Raw read[at_once][held];
#pragma unroll
      for (unsigned int r = 0; r < at_once; ++r) {
        const std::uint64_t row = window.row(first + r) * columns;
#pragma unroll
        for (unsigned int j = 0; j < held; ++j) {
          const unsigned int column = threadIdx.x + block_threads * j;
          read[r][j] = column < columns ? stored.read(row + column) : typename Stored::Raw{};
        }
      }
      float features[at_once][held];
      float products[at_once] = {};
#pragma unroll
      for (unsigned int j = 0; j < held; ++j) {
        const unsigned int column = threadIdx.x + block_threads * j;
        const bool is_there = column < columns;
        const auto conversion = is_there ? stored.conversion(column) : typename Stored::Conversion{};
        // Not kept: the rows and the gradient need the registers, and the cache has it.
        const float weight = is_there ? pass.weights[column] : 0.0f;
#pragma unroll
        for (unsigned int r = 0; r < at_once; ++r) {
          features[r][j] = Stored::value(read[r][j], conversion);
          products[r] += features[r][j] * weight;
        }
      }
      sum_products(products, buffer);
      buffer ^= 1;
#pragma unroll
      for (unsigned int r = 0; r < at_once; ++r) {
        const float target = window.target(first + r);
        const std::uint64_t row = pass.outputs != nullptr ? window.row(first + r) : 0;
        if (first + r >= count)
          break;
        const float output = products[r] + bias;
        const float residual = output - target;
        const float scaled = residual * pass.gradient_scale;
#pragma unroll
        for (unsigned int j = 0; j < held; ++j)
          gradient[j] += features[r][j] * scaled;
        if (threadIdx.x == 0) {
          if (pass.outputs != nullptr)
            keep_residual(pass, start + first + r, row, output, scaled);
          bias_gradient += scaled;
          loss += squared_loss(residual);
        }
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

template <bool are_bytes>
LinearKernel kernel_for(std::uint64_t columns) {
  const std::uint64_t held = held_columns(columns, block_threads);
  return held <= 8    ? block_kernel<8, are_bytes>
         : held <= 16 ? block_kernel<16, are_bytes>
                      : block_kernel<32, are_bytes>;
}

}  // namespace

LinearKernel block_linear_kernel(std::uint64_t columns, bool are_bytes) {
  return are_bytes ? kernel_for<true>(columns) : kernel_for<false>(columns);
}

}  // namespace glissade::cuda
