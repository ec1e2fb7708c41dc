#include <algorithm>

#include "kernels/begin_step.hpp"
#include "kernels/lane_group.hpp"
#include "kernels/linear_row.hpp"

namespace glissade::cuda {
namespace {

/// Blocks that a multiprocessor is to hold, which bounds the registers of a thread that holds so many
/// columns: left to itself, the compiler makes room for more blocks and spills.
[[maybe_unused]] constexpr unsigned int resident_blocks(unsigned int held, bool are_bytes) {
  return held <= 4 ? 4 : held <= 8 && !are_bytes ? 3 : held <= 16 ? 2 : 1;
}

/// Leaves the gradient that the groups of lanes hold, summed up over the block in order.
template <unsigned int lanes, unsigned int held>
__device__ void leave_gradient(const LinearPass& pass, const float (&gradient)[held]) {
  constexpr unsigned int at_once = held < warps_per_block ? held : warps_per_block;
  auto& sums = shared<class ColumnSums, float[warps_per_block][at_once][32]>();
  const unsigned int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
#pragma unroll
  for (unsigned int first = 0; first < held; first += at_once) {
    if (first > 0)
      __syncthreads();
#pragma unroll
    for (unsigned int j = 0; j < at_once; ++j)
      sums[warp][j][lane] = gradient[first + j];
    __syncthreads();
    const std::uint64_t column = lane + lanes * (first + warp);
    if (warp >= at_once || lane >= lanes || column >= pass.stored.columns)
      continue;
    float sum = 0.0f;
    for (unsigned int other = 0; other < warps_per_block; ++other)
      for (unsigned int group = 0; group < LaneGroup<lanes>::per_warp; ++group)
        sum += sums[other][warp][lane + lanes * group];
    pass.partials[blockIdx.x * (pass.stored.columns + 1) + column] = sum;
  }
}

/// A group of lanes per row, several rows at a time; lane l holds columns l, l + lanes, …
template <unsigned int lanes, unsigned int held, bool are_bytes>
__global__ void __launch_bounds__(block_threads, resident_blocks(held, are_bytes))
    group_kernel(LinearPass pass) {
  using Stored = StoredRows<are_bytes>;
  using Group = LaneGroup<lanes>;
  constexpr unsigned int at_once = rows_at_once(held);
  if (blockIdx.x == 0 && threadIdx.x == 0)
    begin_step(pass.table);
  const LinearRows rows(pass);
  const Tile tile(pass);
  const Stored stored(pass.stored);
  const auto columns = static_cast<unsigned int>(pass.stored.columns);
  float weights[held], gradient[held];
#pragma unroll
  for (unsigned int j = 0; j < held; ++j) {
    const unsigned int column = Group::lane() + lanes * j;
    weights[j] = column < columns ? pass.weights[column] : 0.0f;
    gradient[j] = 0.0f;
  }
  const float bias = *pass.bias;
  float bias_gradient = 0.0f;
  double loss = 0.0;
  const unsigned int own = Group::template owned<at_once>();
  // The place of this warp's first row in a window of the block.
  const unsigned int place = threadIdx.x / 32 * Group::per_warp;
  for (std::uint64_t start = tile.first; start < tile.end; start += 32 * warps_per_block) {
    const unsigned int lane = threadIdx.x % 32;
    const RowWindow window(rows, pass.targets,
                           start + lane / Group::per_warp * Group::per_block + place + lane % Group::per_warp,
                           tile.end);
    const auto count = static_cast<unsigned int>(
        std::min<std::uint64_t>(32 / Group::per_warp, divided_up(tile.end - start, Group::per_block)));
    for (unsigned int first = 0; first < count; first += at_once) {
      typename Stored::Raw read[at_once][held];
#pragma unroll
      for (unsigned int r = 0; r < at_once; ++r) {
        const std::uint64_t row = window.row((first + r) * Group::per_warp + Group::index()) * columns;
#pragma unroll
        for (unsigned int j = 0; j < held; ++j) {
          const unsigned int column = Group::lane() + lanes * j;
          read[r][j] = column < columns ? stored.read(row + column) : typename Stored::Raw{};
        }
      }
      float features[at_once][held];
      float products[at_once] = {};
#pragma unroll
      for (unsigned int j = 0; j < held; ++j) {
        const unsigned int column = Group::lane() + lanes * j;
        const auto conversion = column < columns ? stored.conversion(column) : typename Stored::Conversion{};
#pragma unroll
        for (unsigned int r = 0; r < at_once; ++r) {
          features[r][j] = Stored::value(read[r][j], conversion);
          products[r] += features[r][j] * weights[j];
        }
      }
      const float output = Group::sums(products) + bias;
      const unsigned int own_lane = (first + own) * Group::per_warp + Group::index();
      const float residual = output - window.target(own_lane);
      const std::uint64_t index = start + (first + own) * Group::per_block + place + Group::index();
      const bool counts = index < tile.end;
      const float scaled = counts ? residual * pass.gradient_scale : 0.0f;
      if (counts && Group::template counts<at_once>())
        loss += squared_loss(residual);
#pragma unroll
      for (unsigned int r = 0; r < at_once; ++r) {
        const float scaled_of_row = Group::template of_owner<at_once>(scaled, r);
#pragma unroll
        for (unsigned int j = 0; j < held; ++j)
          gradient[j] += features[r][j] * scaled_of_row;
        bias_gradient += scaled_of_row;
      }
      if (pass.outputs != nullptr) {
        const std::uint64_t row = window.row(own_lane);
        if (counts && Group::template counts<at_once>())
          keep_residual(pass, index, row, output, scaled);
      }
    }
  }
  leave_gradient<lanes>(pass, gradient);
  leave_sums(pass, loss, Group::lane() == 0 ? bias_gradient : 0.0f);
}

template <bool are_bytes>
LinearKernel kernel_for(std::uint64_t columns) {
  if (columns <= most_half_warp_columns)
    return group_kernel<16, 1, are_bytes>;
  const std::uint64_t held = held_columns(columns, 32);
  return held <= 1    ? group_kernel<32, 1, are_bytes>
         : held <= 2  ? group_kernel<32, 2, are_bytes>
         : held <= 4  ? group_kernel<32, 4, are_bytes>
         : held <= 8  ? group_kernel<32, 8, are_bytes>
         : held <= 16 ? group_kernel<32, 16, are_bytes>
                      : group_kernel<32, 32, are_bytes>;
}

}  // namespace

LinearKernel group_linear_kernel(std::uint64_t columns, bool are_bytes) {
  return are_bytes ? kernel_for<true>(columns) : kernel_for<false>(columns);
}

}  // namespace glissade::cuda
