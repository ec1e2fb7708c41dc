#include "kernels/update.hpp"

#include <cmath>

#include "device/launch.hpp"
#include "kernels/block_sum.hpp"
#include "kernels/element.hpp"

namespace glissade::cuda {
namespace {

/// Σ over tiles of one element's partial sums: each warp takes every eighth tile, and the eight sums are
/// added in order. For the first warp.
__device__ float sum_of_tiles(const ArenaSegment& segment, std::uint32_t tiles) {
  auto& sums = shared<class TileSums, float[warps_per_block][32]>();
  const std::uint32_t element = threadIdx.x % 32;
  float sum = 0.0f;
  if (element < segment.count)
    for (std::uint32_t tile = threadIdx.x / 32; tile < tiles; tile += warps_per_block)
      sum += segment.partials[std::uint64_t{tile} * segment.partial_stride + element];
  sums[threadIdx.x / 32][element] = sum;
  __syncthreads();
  float total = sums[0][element];
  for (unsigned int warp = 1; warp < warps_per_block; ++warp)
    total += sums[warp][element];
  return total;
}

/// Leaves the segment's gradient complete in the arena's, each element by the thread that goes on with it:
/// element i by thread i modulo the block.
__device__ void complete_segment(const UpdatePass& pass, const ArenaSegment& segment) {
  if (segment.partials == nullptr)
    return;
  const float gradient = sum_of_tiles(segment, pass.partials.tiles);
  if (threadIdx.x < segment.count)
    pass.arena.gradient[segment.offset + threadIdx.x] = gradient;
}

__global__ void __launch_bounds__(block_threads) complete_gradient_kernel(UpdatePass pass) {
  const ArenaSegment segment = pass.segments[blockIdx.x];
  complete_segment(pass, segment);
  // In fp64, as fp32 would overflow where clipping is needed most.
  double squares = 0.0;
  for (std::uint32_t index = threadIdx.x; index < segment.count; index += block_threads) {
    const double gradient = static_cast<double>(pass.arena.gradient[segment.offset + index]);
    squares += gradient * gradient;
  }
  squares = block_sum<class SquaredNorm>(squares);
  if (threadIdx.x == 0)
    pass.partials.squared_norms[blockIdx.x] = squares;
}

__device__ float clipping_scale(const UpdatePass& pass) {
  if (pass.clip <= 0.0f)
    return 1.0f;
  const double norm =
      std::sqrt(sum_of_partials<class Norm>(pass.partials.squared_norms, pass.segment_count, 1));
  return norm > static_cast<double>(pass.clip) ? static_cast<float>(static_cast<double>(pass.clip) / norm)
                                               : 1.0f;
}

template <UpdateKind kind>
__device__ void update_element(const UpdatePass& pass, const StepScalars& scalars, float gradient_scale,
                               bool is_bias, std::uint64_t index, double* nonfinite) {
  constexpr bool has_first = kind != UpdateKind::plain;
  constexpr bool has_second = kind == UpdateKind::adam;
  const UpdatedElement before{pass.arena.values[index], has_first ? pass.arena.first_moment[index] : 0.0f,
                              has_second ? pass.arena.second_moment[index] : 0.0f};
  float gradient = pass.arena.gradient[index] * gradient_scale;
  if (!is_bias && (pass.l1 != 0.0f || pass.l2 != 0.0f))
    gradient = penalized(gradient, before.value, pass.l1, pass.l2);
  const UpdatedElement after = updated<kind>(before, gradient, scalars, pass.momentum, pass.epsilon,
                                             is_bias ? 1.0f : scalars.decay_factor);
  if (residue(after.value) + residue(after.first_moment) + residue(after.second_moment) != 0.0f) {
    // Whoever comes here writes the same.
    *nonfinite = 1.0;
    return;
  }
  pass.arena.values[index] = after.value;
  if constexpr (has_first)
    pass.arena.first_moment[index] = after.first_moment;
  if constexpr (has_second)
    pass.arena.second_moment[index] = after.second_moment;
  if (pass.arena.rounded_values != nullptr)
    pass.arena.rounded_values[index] = from_float<__nv_bfloat16>(after.value);
}

/// The step's sums, by one block.
__device__ void record_sums(const UpdatePass& pass, double* record) {
  const StepPartials& partials = pass.partials;
  for (std::uint32_t loss = threadIdx.x; loss < pass.table.losses; loss += block_threads)
    record[loss] = sum_in_order(partials.losses + loss, partials.tiles, pass.table.losses);
  const double weight = partials.tile_weights == nullptr
                            ? static_cast<double>(partials.rows)
                            : sum_of_partials<class Weight>(partials.tile_weights, partials.tiles, 1);
  const double correct =
      partials.correct == nullptr ? 0.0 : sum_of_partials<class Correct>(partials.correct, partials.tiles, 1);
  if (threadIdx.x == 0) {
    record[pass.table.weight_slot()] = weight;
    record[pass.table.correct_slot()] = correct;
  }
}

template <UpdateKind kind>
__global__ void __launch_bounds__(block_threads) update_kernel(UpdatePass pass) {
  const StepTable& table = pass.table;
  const std::uint64_t step = *table.current_step;
  const std::uint64_t index = step - table.position->first_step;
  double* const record = table.records + index * table.record_size();
  const bool is_first_block = blockIdx.x == 0;

  // Each block comes to the same verdict from the same numbers.
  const double loss =
      sum_of_partials<class Loss>(pass.partials.losses, pass.partials.tiles * table.losses, 1);
  const bool stopped_before = index > 0 && *(record - table.record_size() + table.nonfinite_slot()) == 1.0;
  const bool stops = stopped_before || !(loss - loss == 0.0);
  const float gradient_scale = clipping_scale(pass);
  const ArenaSegment segment = pass.segments[blockIdx.x];
  if (pass.clip == 0.0f)
    complete_segment(pass, segment);
  if (!stops) {
    const StepScalars scalars = table.entries[index].scalars;
    for (std::uint32_t element = threadIdx.x; element < segment.count; element += block_threads)
      update_element<kind>(pass, scalars, gradient_scale, segment.is_bias, segment.offset + element,
                           record + table.nonfinite_slot());
  }
  if (!is_first_block)
    return;
  record_sums(pass, record);
  if (threadIdx.x == 0) {
    if (stops)
      record[table.nonfinite_slot()] = 1.0;
    table.position->next_step = step + 1;
  }
}

}  // namespace

void complete_gradient(const Stream& stream, const UpdatePass& pass) {
  launch(stream, pass.segment_count, block_threads, complete_gradient_kernel, pass);
}

void update(const Stream& stream, const UpdatePass& pass) {
  switch (pass.kind) {
    case UpdateKind::plain:
      return launch(stream, pass.segment_count, block_threads, update_kernel<UpdateKind::plain>, pass);
    case UpdateKind::momentum:
      return launch(stream, pass.segment_count, block_threads, update_kernel<UpdateKind::momentum>, pass);
    case UpdateKind::nesterov:
      return launch(stream, pass.segment_count, block_threads, update_kernel<UpdateKind::nesterov>, pass);
    case UpdateKind::adam:
      return launch(stream, pass.segment_count, block_threads, update_kernel<UpdateKind::adam>, pass);
  }
}

}  // namespace glissade::cuda
