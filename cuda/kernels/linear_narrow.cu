#include <algorithm>

#include "kernels/begin_step.hpp"
#include "kernels/linear_row.hpp"

namespace glissade::cuda {
namespace {

/// A thread per row, several rows at a time.
template <unsigned int columns, bool are_bytes>
__global__ void __launch_bounds__(block_threads, columns == 1 || are_bytes ? 3 : 4)
    narrow_kernel(LinearPass pass) {
  using Stored = StoredRows<are_bytes>;
  constexpr unsigned int at_once = rows_at_once(columns);
  if (blockIdx.x == 0 && threadIdx.x == 0)
    begin_step(pass.table);
  const LinearRows rows(pass);
  const Tile tile(pass);
  const Stored stored(pass.stored);
  float weights[columns], gradient[columns];
#pragma unroll
  for (unsigned int column = 0; column < columns; ++column) {
    weights[column] = pass.weights[column];
    gradient[column] = 0.0f;
  }
  const float bias = *pass.bias;
  float bias_gradient = 0.0f;
  double loss = 0.0;
  for (std::uint64_t first = tile.first + threadIdx.x; first < tile.end; first += at_once * block_threads) {
    std::uint64_t row_numbers[at_once];
    typename Stored::Raw read[at_once][columns];
    float targets[at_once];
#pragma unroll
    for (unsigned int r = 0; r < at_once; ++r) {
      const std::uint64_t index = first + r * block_threads;
      row_numbers[r] = index < tile.end ? rows(index) : row_numbers[0];
    }
#pragma unroll
    for (unsigned int r = 0; r < at_once; ++r) {
      targets[r] = pass.targets[row_numbers[r]];
      stored.read_row(row_numbers[r], read[r]);
    }
    float features[at_once][columns];
    float outputs[at_once] = {};
#pragma unroll
    for (unsigned int column = 0; column < columns; ++column) {
      const auto conversion = stored.conversion(column);
#pragma unroll
      for (unsigned int r = 0; r < at_once; ++r) {
        features[r][column] = Stored::value(read[r][column], conversion);
        outputs[r] += features[r][column] * weights[column];
      }
    }
#pragma unroll
    for (unsigned int r = 0; r < at_once; ++r) {
      const std::uint64_t index = first + r * block_threads;
      if (index >= tile.end)
        break;
      const float output = outputs[r] + bias;
      const float residual = output - targets[r];
      const float scaled = residual * pass.gradient_scale;
      if (pass.outputs != nullptr)
        keep_residual(pass, index, row_numbers[r], output, scaled);
#pragma unroll
      for (unsigned int column = 0; column < columns; ++column)
        gradient[column] += features[r][column] * scaled;
      bias_gradient += scaled;
      loss += squared_loss(residual);
    }
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

template <bool are_bytes>
LinearKernel kernel_for(std::uint64_t columns) {
  constexpr LinearKernel kernels[] = {narrow_kernel<1, are_bytes>, narrow_kernel<2, are_bytes>,
                                      narrow_kernel<3, are_bytes>, narrow_kernel<4, are_bytes>,
                                      narrow_kernel<5, are_bytes>, narrow_kernel<6, are_bytes>,
                                      narrow_kernel<7, are_bytes>, narrow_kernel<8, are_bytes>};
  return kernels[columns - 1];
}

}  // namespace

LinearKernel narrow_linear_kernel(std::uint64_t columns, bool are_bytes) {
  return are_bytes ? kernel_for<true>(columns) : kernel_for<false>(columns);
}

}  // namespace glissade::cuda
