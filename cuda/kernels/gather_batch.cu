#include "kernels/gather_batch.hpp"

#include <algorithm>

#include "device/launch.hpp"
#include "glissade/numeric/conversion.hpp"
#include "kernels/block_sum.hpp"
#include "kernels/element.hpp"

namespace glissade::cuda {
namespace {

// Columns that a block takes of each of its rows: few, so that small batches still fill the device.
constexpr unsigned int columns_per_block = 256;

template <class T>
__device__ void convert_row(const StoredFeatures& stored, std::uint64_t row, std::uint64_t first_column,
                            T* to) {
  const std::uint64_t end = std::min(first_column + columns_per_block, stored.columns);
  const std::uint64_t start = row * stored.columns;
  for (std::uint64_t column = first_column + threadIdx.x % 32; column < end; column += 32) {
    const float value =
        stored.bytes == nullptr
            ? stored.floats[start + column]
            : feature_from_byte(stored.bytes[start + column], stored.scale[column], stored.shift[column]);
    to[column] = from_float<T>(value);
  }
}

__device__ double class_weight(const ClassWeights& weights, std::uint64_t row) {
  return static_cast<double>(weights.weights[weights.classes[row]]);
}

template <class T>
__global__ void __launch_bounds__(block_threads)
    gather_batch_kernel(StepTable table, RowTiles tiles, StoredFeatures stored, ClassWeights weights,
                        BatchRowsOut out, T* features) {
  const std::uint64_t position = table.next_entry().first_position;
  const Permutation order = table.next_entry().order;
  const bool finds_rows = blockIdx.y == 0 && threadIdx.x % 32 == 0;
  double weight = 0.0;
  for (std::uint64_t index = tiles.first(blockIdx.x) + threadIdx.x / 32; index < tiles.end(blockIdx.x);
       index += warps_per_block) {
    const std::uint64_t row = order(position + index);
    convert_row(stored, row, std::uint64_t{blockIdx.y} * columns_per_block,
                features + index * stored.columns);
    if (finds_rows) {
      out.rows[index] = row;
      if (weights.weights != nullptr)
        weight += class_weight(weights, row);
    }
  }
  if (blockIdx.y > 0 || weights.weights == nullptr)
    return;
  weight = block_sum<class TileWeight>(weight);
  if (threadIdx.x == 0)
    out.tile_weights[blockIdx.x] = weight;
}

template <class T>
__global__ void __launch_bounds__(block_threads)
    convert_rows_kernel(std::uint64_t first, std::uint64_t rows, StoredFeatures stored, T* features) {
  const std::uint64_t index = std::uint64_t{blockIdx.x} * warps_per_block + threadIdx.x / 32;
  if (index < rows)
    convert_row(stored, first + index, std::uint64_t{blockIdx.y} * columns_per_block,
                features + index * stored.columns);
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

}  // namespace

template <class T>
void gather_batch(const Stream& stream, const StepTable& table, const RowTiles& tiles,
                  const StoredFeatures& stored, const ClassWeights& weights, const BatchRowsOut& out,
                  T* features) {
  launch(stream, dim3(blocks_for(tiles.count(), 1), blocks_for(stored.columns, columns_per_block)),
         block_threads, gather_batch_kernel<T>, table, tiles, stored, weights, out, features);
}

template <class T>
void convert_rows(const Stream& stream, std::uint64_t first, std::uint64_t rows, const StoredFeatures& stored,
                  T* features) {
  launch(stream, dim3(blocks_for(rows, warps_per_block), blocks_for(stored.columns, columns_per_block)),
         block_threads, convert_rows_kernel<T>, first, rows, stored, features);
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
