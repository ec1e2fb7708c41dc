#include "kernels/gather_batch.hpp"

#include <algorithm>

#include "device/launch.hpp"
#include "kernels/block_sum.hpp"
#include "kernels/element.hpp"
#include "kernels/stored_rows.hpp"

namespace glissade::cuda {
namespace {

/// At most 32 rows of a warp, one found by each lane; they follow one another in every eighth place of the
/// batch.
struct WarpRows {
  std::uint64_t own;    ///< the lane's row; of lanes past the count any that is there
  std::uint64_t place;  ///< of the first
  unsigned int count;
};

/// Rows that a warp reads before it writes the first, where each lane has `held` values of a row.
constexpr unsigned int rows_at_once(unsigned int held) {
  return loads_under_way / held;
}

/// Columns [first_column, first_column + 32 · held) of the warp's rows.
template <unsigned int held, bool are_bytes, class T>
__device__ void convert(const StoredFeatures& stored, const WarpRows& rows, std::uint64_t first_column,
                        T* features) {
  using Stored = StoredRows<are_bytes>;
  constexpr unsigned int at_once = rows_at_once(held);
  const Stored values(stored);
  const std::uint64_t own_start = rows.own * stored.columns;
  const std::uint64_t first_own_column = first_column + threadIdx.x % 32;
  for (unsigned int first = 0; first < rows.count; first += at_once) {
    typename Stored::Raw read[at_once][held];
#pragma unroll
    for (unsigned int r = 0; r < at_once; ++r) {
      const std::uint64_t start = __shfl_sync(all_lanes, own_start, static_cast<int>(first + r));
#pragma unroll
      for (unsigned int j = 0; j < held; ++j) {
        const std::uint64_t column = first_own_column + 32 * j;
        read[r][j] = column < stored.columns ? values.read(start + column) : typename Stored::Raw{};
      }
    }
#pragma unroll
    for (unsigned int j = 0; j < held; ++j) {
      const std::uint64_t column = first_own_column + 32 * j;
      if (column >= stored.columns)
        continue;
      const auto conversion = values.conversion(column);
#pragma unroll
      for (unsigned int r = 0; r < at_once; ++r)
        if (first + r < rows.count)
          features[(rows.place + (first + r) * warps_per_block) * stored.columns + column] =
              from_float<T>(Stored::value(read[r][j], conversion));
    }
  }
}

__device__ double class_weight(const ClassWeights& weights, std::uint64_t row) {
  return static_cast<double>(weights.weights[weights.classes[row]]);
}

template <unsigned int held, bool are_bytes, class T>
// As many blocks as make no thread spill.
__global__ void __launch_bounds__(block_threads, 3)
    gather_batch_kernel(StepTable table, RowTiles tiles, StoredFeatures stored, ClassWeights weights,
                        BatchRowsOut out, T* features) {
  const std::uint64_t position = table.next_entry().first_position;
  const Permutation order = table.next_entry().order;
  const std::uint64_t end = tiles.end(blockIdx.x);
  double weight = 0.0;
  for (std::uint64_t first = tiles.first(blockIdx.x) + threadIdx.x / 32; first < end;
       first += 32 * warps_per_block) {
    const std::uint64_t own = first + threadIdx.x % 32 * warps_per_block;
    const auto count =
        static_cast<unsigned int>(std::min<std::uint64_t>(32, divided_up(end - first, warps_per_block)));
    const WarpRows rows{order(position + std::min(own, end - 1)), first, count};
    convert<held, are_bytes>(stored, rows, std::uint64_t{blockIdx.y} * 32 * held, features);
    if (blockIdx.y == 0 && own < end) {
      out.rows[own] = rows.own;
      if (weights.weights != nullptr)
        weight += class_weight(weights, rows.own);
    }
  }
  if (blockIdx.y > 0 || weights.weights == nullptr)
    return;
  weight = block_sum<class TileWeight>(weight);
  if (threadIdx.x == 0)
    out.tile_weights[blockIdx.x] = weight;
}

template <unsigned int held, bool are_bytes, class T>
__global__ void __launch_bounds__(block_threads)
    convert_rows_kernel(std::uint64_t first, std::uint64_t rows, StoredFeatures stored, T* features) {
  const std::uint64_t place =
      std::uint64_t{blockIdx.x} * warps_per_block * rows_at_once(held) + threadIdx.x / 32;
  if (place >= rows)
    return;
  const auto count = static_cast<unsigned int>(
      std::min<std::uint64_t>(rows_at_once(held), divided_up(rows - place, warps_per_block)));
  const std::uint64_t own = std::min(place + threadIdx.x % 32 * warps_per_block, rows - 1);
  convert<held, are_bytes>(stored, WarpRows{first + own, place, count}, std::uint64_t{blockIdx.y} * 32 * held,
                           features);
}

__global__ void __launch_bounds__(block_threads)
    class_weights_kernel(RowTiles tiles, ClassWeights weights, double* tile_weights) {
  double weight = 0.0;
  for (std::uint64_t row = tiles.first(blockIdx.x) + threadIdx.x; row < tiles.end(blockIdx.x);
       row += block_threads)
    weight += class_weight(weights, row);
  weight = block_sum<class TileWeight>(weight);
  if (threadIdx.x == 0)
    tile_weights[blockIdx.x] = weight;
}

/// Calls `use` with the values of a row that a lane holds, of eight at most: further columns are further
/// blocks', so that small batches still fill the device. And with whether they are bytes.
template <class Use>
void with_shape(const StoredFeatures& stored, const Use& use) {
  const auto with_kind = [&]<unsigned int held>() {
    stored.bytes == nullptr ? use.template operator()<held, false>() : use.template operator()<held, true>();
  };
  if (stored.columns <= 64)
    with_kind.template operator()<2>();
  else if (stored.columns <= 128)
    with_kind.template operator()<4>();
  else
    with_kind.template operator()<8>();
}

}  // namespace

template <class T>
void gather_batch(const Stream& stream, const StepTable& table, const RowTiles& tiles,
                  const StoredFeatures& stored, const ClassWeights& weights, const BatchRowsOut& out,
                  T* features) {
  with_shape(stored, [&]<unsigned int held, bool are_bytes>() {
    launch(stream, dim3(blocks_for(tiles.count(), 1), blocks_for(stored.columns, 32 * held)), block_threads,
           gather_batch_kernel<held, are_bytes, T>, table, tiles, stored, weights, out, features);
  });
}

template <class T>
void convert_rows(const Stream& stream, std::uint64_t first, std::uint64_t rows, const StoredFeatures& stored,
                  T* features) {
  with_shape(stored, [&]<unsigned int held, bool are_bytes>() {
    const dim3 grid(blocks_for(rows, warps_per_block * rows_at_once(held)),
                    blocks_for(stored.columns, 32 * held));
    launch(stream, grid, block_threads, convert_rows_kernel<held, are_bytes, T>, first, rows, stored,
           features);
  });
}

void sum_class_weights(const Stream& stream, const RowTiles& tiles, const ClassWeights& weights,
                       double* tile_weights) {
  launch(stream, blocks_for(tiles.count(), 1), block_threads, class_weights_kernel, tiles, weights,
         tile_weights);
}

template void gather_batch(const Stream&, const StepTable&, const RowTiles&, const StoredFeatures&,
                           const ClassWeights&, const BatchRowsOut&, float*);
template void gather_batch(const Stream&, const StepTable&, const RowTiles&, const StoredFeatures&,
                           const ClassWeights&, const BatchRowsOut&, __nv_bfloat16*);
template void convert_rows(const Stream&, std::uint64_t, std::uint64_t, const StoredFeatures&, float*);
template void convert_rows(const Stream&, std::uint64_t, std::uint64_t, const StoredFeatures&,
                           __nv_bfloat16*);

}  // namespace glissade::cuda
